import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { SignInSettings } from '../../backend/signin/settings.ts';

export interface Forgery {
  /** Changes the claims of the next ID token. */
  claims?: (right: JWTPayload) => JWTPayload;
  signedBy?: 'the provider' | 'somebody else' | 'nobody' | 'the client id';
  /** Answers of the token endpoint instead of tokens. */
  token?: { status: number; body: string };
}

/** Somebody who stands where the provider should and gives any ID token; `forge` says which. */
export async function startForgingProvider(): Promise<{
  issuer: string;
  signIn: SignInSettings;
  forge(next: Forgery): void;
  /** The nonce the counter chose. */
  nonce(value: string): void;
  stop(): Promise<void>;
}> {
  const [own, other] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  let forgery: Forgery = {};
  let nonce = '';
  const server = createServer((request, response) => {
    void answer(request).then(({ status, body }) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const found = (value: object) => ({ status: 200, body: JSON.stringify(value) });
    switch (request.url) {
      case '/.well-known/openid-configuration':
        return found({
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
          code_challenge_methods_supported: ['S256'],
        });
      case '/jwks':
        return found({ keys: [{ ...(await exportJWK(own.publicKey)), kid: 'key', use: 'sig', alg: 'RS256' }] });
      default:
        return forgery.token ?? found({ access_token: 'access', token_type: 'Bearer', id_token: await idToken() });
    }
  }

  async function idToken(): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const right: JWTPayload = {
      iss: issuer,
      aud: 'schalterwerk',
      sub: 'mara',
      iat: now,
      auth_time: now,
      exp: now + 300,
      nonce,
      name: 'Mara Muster',
      groups: ['abh-schalter'],
    };
    const claims = forgery.claims?.(right) ?? right;
    const { signedBy = 'the provider' } = forgery;
    if (signedBy === 'nobody') return new UnsecuredJWT(claims).encode();
    if (signedBy === 'the client id')
      return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from('schalterwerk'.padEnd(32)));
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'key' })
      .sign((signedBy === 'the provider' ? own : other).privateKey);
  }

  return {
    issuer,
    signIn: SignInSettings.parse({
      oidc: { issuer, clientId: 'schalterwerk', roles: { claim: 'groups', map: { 'abh-schalter': 'clerk' } } },
    }),
    forge: (next) => {
      forgery = next;
    },
    nonce: (value) => {
      nonce = value;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
