import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import { SignInSettings } from '../../backend/signin/settings.ts';

/** Invented people of the office's directory, by the name they type in: any password will do. */
export const directory: Readonly<Record<string, { name: string; groups: string[] }>> = {
  mara: { name: 'Mara Muster', groups: ['Domain Users', 'abh-schalter'] },
  lea: { name: 'Lea Leitung', groups: ['abh-schalter', 'abh-leitung'] },
  toni: { name: 'Toni Technik', groups: ['abh-it'] },
  gast: { name: 'Gustav Gast', groups: ['Domain Users'] },
};

/** The provider reminds on the console of what one in use would need. */
for (const name of ['info', 'warn'] as const) {
  const say = console[name];
  console[name] = (...words: unknown[]) => (String(words[0]).includes('oidc-provider ') ? undefined : say(...words));
}

export interface TestProvider {
  issuer: string;
  /** What the backend is set to. */
  signIn: SignInSettings;
  /** Takes the groups of somebody, as the directory's administrators do. */
  setGroups(login: string, groups: string[]): void;
  stop(): Promise<void>;
}

/** A real OpenID Connect provider on this machine, with its own pages to sign in and agree. */
export async function startTestProvider(more: { clientSecret?: string; port?: number } = {}): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(more.port ?? 0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const people = new Map(Object.entries(directory));
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'test' }] },
    cookies: { keys: ['only for tests'] },
    clients: [
      {
        client_id: 'schalterwerk',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        ...(more.clientSecret === undefined
          ? { token_endpoint_auth_method: 'none' as const }
          : { token_endpoint_auth_method: 'client_secret_post' as const, client_secret: more.clientSecret }),
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'groups'] },
    conformIdTokenClaims: false,
    findAccount: (_context, login) => {
      const person = people.get(login);
      return person && { accountId: login, claims: async () => ({ sub: login, ...person }) };
    },
  });
  server.on('request', provider.callback());
  return {
    issuer,
    signIn: SignInSettings.parse({
      oidc: {
        issuer,
        clientId: 'schalterwerk',
        ...(more.clientSecret === undefined ? {} : { clientSecret: more.clientSecret }),
        roles: { claim: 'groups', map: { 'abh-schalter': 'clerk', 'abh-leitung': 'lead', 'abh-it': 'it' } },
      },
    }),
    setGroups: (login, groups) => people.set(login, { ...people.get(login)!, groups }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Goes through the provider's pages as a person in a browser does; gives the loopback address it is sent back to. */
export async function signInAtProvider(page: string, login: string): Promise<string> {
  const cookies = new Map<string, string>();
  let address = page;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: form } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    form = undefined;
    const next = response.headers.get('location');
    if (next) {
      address = new URL(next, address).href;
      if (/^http:\/\/127\.0\.0\.1:\d+\/callback\?/.test(address)) return address;
      continue;
    }
    const text = await response.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(text)?.[1];
    if (!action) throw new Error(`the provider's page has no form (${response.status})`);
    address = new URL(action, address).href;
    form = new URLSearchParams(
      text.includes('name="login"') ? { prompt: 'login', login, password: 'anything' } : { prompt: 'consent' },
    );
  }
  throw new Error('the provider never came to an end');
}
