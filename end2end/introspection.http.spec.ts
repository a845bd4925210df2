// OAuth 2.0 Token Introspection (RFC 7662) with oauth4webapi, a client library that passes the conformance tests of the OpenID Foundation.

import * as oauth from 'oauth4webapi';
import { expect, test } from './support/test';

const client: oauth.Client = { client_id: 'Gateway in Köln: north' };

test('a client library learns whether a token is active, however it authenticates', async ({ keys, label, openLink, server }) => {
  const { appKey, appToken } = await openLink(await keys.generate(label));
  const secret = await server.verifierSecret();
  const issuer: oauth.AuthorizationServer = {
    issuer: server.origin,
    introspection_endpoint: `${server.origin}/oauth2/introspect`,
  };
  const introspect = async (authentication: oauth.ClientAuth, token: string) => {
    const options = { [oauth.allowInsecureRequests]: true, additionalParameters: { token_type_hint: 'refresh_token' } };
    const answer = await oauth.introspectionRequest(issuer, client, authentication, token, options);
    return oauth.processIntrospectionResponse(issuer, client, answer);
  };
  const bearer: oauth.ClientAuth = (_as, _client, _body, headers) => headers.set('authorization', `Bearer ${secret}`);
  for (const authentication of [oauth.ClientSecretBasic(secret), oauth.ClientSecretPost(secret), bearer]) {
    const active = await introspect(authentication, appToken);
    expect(active).toMatchObject({ active: true, client_id: appKey, sub: appKey, scope: '', token_type: 'Bearer', iss: server.origin });
    const changed = appToken.slice(0, -1) + (appToken.endsWith('0') ? '1' : '0');
    expect(await introspect(authentication, changed)).toEqual({ active: false });
  }
  const wrong = introspect(oauth.ClientSecretBasic('kdv_wrong'), appToken);
  await expect(wrong).rejects.toThrow(oauth.WWWAuthenticateChallengeError);

  await keys.open();
  await keys.deactivate(label);
  expect(await introspect(bearer, appToken)).toEqual({ active: false });
});
