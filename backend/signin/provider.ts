import * as oidc from 'openid-client';
import type { OidcAddress, OidcSignIn } from '../contract/index.ts';
import type { z } from 'zod';
import { ok, refused, type Result } from '../result.ts';
import type { ProviderSettings } from './settings.ts';

/** Two requests in a row must be answered before the counter stops waiting (8 s). */
const timeLimitSeconds = 3;
/** From typing the password to the way back, with a second factor in between. */
const justNowSeconds = 300;

export type Claims = Record<string, unknown> & { sub: string };
/** What of a request the checks are made with: all of it was made up by the counter for this one sign-in. */
type Answer = z.infer<typeof OidcSignIn>;

/**
 * The office's sign-in service. The counter opens its page in the browser and hands the code it comes back with to the
 * backend, which redeems it itself: neither the provider's tokens nor a client secret ever get to a counter.
 */
export class Provider {
  private readonly settings: ProviderSettings;
  private readonly log: (line: string) => void;
  private known: Promise<oidc.Configuration> | undefined;

  constructor(settings: ProviderSettings, log: (line: string) => void) {
    this.settings = settings;
    this.log = log;
  }

  /** The page to open in the browser. */
  async address({ redirectUri, codeChallenge, state, nonce }: z.infer<typeof OidcAddress>): Promise<Result<string>> {
    const { askEveryTime, moreScopes } = this.settings;
    const maxAge = askEveryTime ? 0 : this.settings.maxAgeSeconds;
    try {
      const url = oidc.buildAuthorizationUrl(await this.configuration(), {
        redirect_uri: redirectUri,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
        state,
        nonce,
        scope: ['openid', 'profile', ...moreScopes].join(' '),
        ...(askEveryTime ? { prompt: 'login' } : {}),
        ...(maxAge === undefined ? {} : { max_age: String(maxAge) }),
      });
      return ok(url.href);
    } catch (error) {
      return this.failed(error);
    }
  }

  /**
   * Redeems the code, once, and gives the claims of an ID token whose signature, issuer, audience, nonce and times are
   * right.
   */
  async redeem({ answer, codeVerifier, state, nonce }: Answer): Promise<Result<Claims>> {
    try {
      const tokens = await oidc.authorizationCodeGrant(await this.configuration(), new URL(answer), {
        pkceCodeVerifier: codeVerifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
        ...(this.maxAge === undefined ? {} : { maxAge: this.maxAge }),
      });
      const claims = tokens.claims();
      return claims ? ok({ ...claims }) : refused('sign-in-refused');
    } catch (error) {
      return this.failed(error);
    }
  }

  /**
   * How long ago the password may have been typed, in seconds. That it is asked for stands in the page's address, where
   * whoever sits there can cut it out: what counts is when it was typed.
   */
  private get maxAge(): number | undefined {
    const { askEveryTime, maxAgeSeconds } = this.settings;
    return askEveryTime ? Math.min(justNowSeconds, maxAgeSeconds ?? justNowSeconds) : maxAgeSeconds;
  }

  private configuration(): Promise<oidc.Configuration> {
    this.known ??= this.discover().catch((error: unknown) => {
      this.known = undefined;
      throw error;
    });
    return this.known;
  }

  private discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.settings;
    // The signature is checked although the token comes straight from the provider: a proxy that opens TLS is not
    // believed.
    const execute = [
      oidc.enableNonRepudiationChecks,
      ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
    ];
    return oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, { execute, timeout: timeLimitSeconds });
  }

  private failed(error: unknown): Result<never> {
    const { problem, why } = judge(error);
    // Codes of protocol and library only: messages can quote claims.
    if (problem !== 'sign-in-declined') this.log(`sign-in through the provider failed: ${problem} ${why}`);
    return refused(problem);
  }
}

type OidcProblem = 'sign-in-refused' | 'sign-in-declined' | 'sign-in-outdated' | 'provider-away';

function judge(error: unknown): { problem: OidcProblem; why: string } {
  if (error instanceof oidc.AuthorizationResponseError) {
    return {
      problem: error.error === 'access_denied' ? 'sign-in-declined' : 'sign-in-refused',
      why: plainCode(error.error),
    };
  }
  if (error instanceof oidc.ResponseBodyError) return { problem: 'sign-in-refused', why: plainCode(error.error) };
  const why = plainCode((error as { code?: unknown }).code ?? (error as { name?: unknown }).name);
  if (why === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') return { problem: 'sign-in-outdated', why };
  return {
    problem: notOfThisSignIn.has(why) || !(error instanceof oidc.ClientError) ? 'provider-away' : 'sign-in-refused',
    why,
  };
}

/**
 * Nothing was judged about the person: the provider was not reached, or answers something else than a provider does.
 */
const notOfThisSignIn: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_PARSE_ERROR',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_HTTP_REQUEST_FORBIDDEN',
  'OAUTH_REQUEST_PROTOCOL_FORBIDDEN',
  'OAUTH_MISSING_SERVER_METADATA',
  'OAUTH_INVALID_SERVER_METADATA',
]);

const plainCode = (code: unknown): string => (typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'unknown');
