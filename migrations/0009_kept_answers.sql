-- Answers that are shown once (a token, a new link, recovery codes), kept for 30 seconds for the form that got them. Browsers send a
-- form again after a double click or a broken connection and show the last answer only, so the first one would be lost.
create table kept_answers (
    -- SHA-256 over the form's nonce and what it may be used for: the action, and the session or the link's id. The same nonce is another
    -- row for anybody else.
    id text primary key,
    -- SHA-256 over the nonce and what was sent. The nonce is in no database, so nobody can guess a password from this.
    body text not null,
    -- What the answer is about: the hash of a link, or a user's id. When that is undone, the answer is void.
    about text not null,
    -- The answer under a key that HKDF derives from the nonce, what it may be used for, and the salt. Empty once nobody can have it again.
    salt text not null,
    sealed text not null,
    made_at bigint not null,
    times_left bigint not null check (times_left >= 0)
);
create index kept_answers_about on kept_answers (about);
create index kept_answers_made_at on kept_answers (made_at);
