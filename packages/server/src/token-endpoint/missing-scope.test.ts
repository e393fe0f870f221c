import { expect, test } from 'vitest';
import { missingScope } from './missing-scope.ts';

test.each<[asked: string | undefined, granted: string | undefined, missing: string]>([
  [undefined, 'read', ''],
  ['read', undefined, 'read'],
  ['read write', 'write', 'read'],
  ['read write', 'other', 'read write'],
  ['READ,write', 'write read', ''],
  ['openid profile email address phone offline_access', undefined, ''],
  ['openid api offline_access', 'api', ''],
  ['openid api offline_access', 'openid offline_access', 'api'],
  // Only the names that OpenID Connect has: others are asked for on purpose.
  ['offline', 'api', 'offline'],
  ['groups roles', 'openid', 'groups roles'],
  ['User.Read', 'https://graph.microsoft.com/User.Read', ''],
  ['https://graph.microsoft.com/user.read', 'User.Read profile', ''],
  ['api://my-api/read', 'read', ''],
  ['Read', 'https://graph.microsoft.com/User.Read', 'Read'],
  ['https://a.example.com/read', 'https://b.example.com/read', 'https://a.example.com/read'],
  ['read', 'repo/read', 'read'],
])('asked for %j and granted %j, %j is missing', (asked, granted, missing) => {
  expect(missingScope(asked, granted)).toBe(missing);
});
