// Messages that several specs expect. Their sources are src/error.rs, src/domain/text.rs, src/domain/keys/refusal.rs and
// src/domain/people/team_change.rs.

import { time } from './share-page';

export const sentences = {
  setupRefused: /^This setup link is not valid\./,
  signInRefused: 'Email or password is wrong. Check both and try again.',
  sessionEnded: 'Your session has ended. Sign in again in another tab. Your input here is kept.',
  notFound: 'This does not exist, or you do not have access to it.',
  conflict: /^Someone else changed this key, so nothing was done\./,
  emailInvalid: 'Enter an email address such as name@example.com.',
  accountInvalid: /Use 2 to 32 lower-case letters/,
  accountReserved: /is reserved for Keydesk's own addresses\. Choose another account name\./,
  passwordTooShort: 'Use at least 12 characters. A short sentence works well.',
  passwordCommon: /This password is easy to guess\./,
  labelBlank: 'Enter a name that distinguishes this key from the others.',
  labelTooLong: (length: number) => `Use at most 100 characters; this name has ${length}.`,
  labelControl: /Remove the invisible control character/,
  notUnderstood: 'Tick the box to confirm.',
  newTokenUnseen:
    'Nobody has the new token yet, because its link was not opened. Choose Later, or tick the box to delete the old token anyway.',
  linkPending: new RegExp(
    `The single-access link to this key's new token has not been opened yet\\. Open it, wait until it expires on ${time}, or undo the renewal\\. Then renew\\.`,
  ),
  firstLinkPending: new RegExp(
    `The single-access link to this key's token has not been opened yet\\. Open it or wait until it expires on ${time}`,
  ),
  lastOwner: /^This is the last owner of the account who can sign in/,
  noRole: 'Choose at least one role.',
  oldTokenWouldGo: /Renewing again deletes the old token at once/,
};
