// Other sites may link to Keydesk, but their POST requests have no effect.

import { formIn, postForm, send } from './support/http';
import { expect, test } from './support/test';

const foreign: Record<string, Record<string, string | undefined>> = {
  'a browser that says where the form is from': { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  'a neighbour on the same domain': { origin: 'https://other.acme.example', 'sec-fetch-site': 'same-site' },
  'an old browser that sends only the origin': { origin: 'https://evil.example', 'sec-fetch-site': undefined },
  'a page without an origin': { origin: 'null', 'sec-fetch-site': 'cross-site' },
};

for (const [who, headers] of Object.entries(foreign)) {
  test(`posts from elsewhere are refused without leading anywhere: ${who}`, async ({ server, owner, session, keys, label }) => {
    const link = await keys.generate(label);
    const cookie = session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const login = `${server.origin}/login`;
    const signIn = formIn((await send(login)).text, login, 'Sign in');
    const targets = [signIn.action, `${server.origin}/api/5/generate_key`, server.origin + keys.path('/new'), link];

    for (const target of targets) {
      const reply = await postForm(target, { ...signIn.fields, email: owner.email, password: owner.password }, { ...headers, cookie });
      expect(reply.status, target).toBe(403);
      expect(reply.headers.location, target).toBeUndefined();
      expect(reply.headers['set-cookie'], target).toBeUndefined();
      expect(reply.text, target).not.toMatch(/kdt_[0-9A-Za-z]{49}/);
    }
    await keys.open();
    await expect(keys.row(label)).toContainText('Link not opened yet');
  });
}
