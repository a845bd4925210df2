//! Set-up, signing in and out, sessions, and when the password is asked for again.

mod attempts;
mod queue;
mod sessions;
mod set_up;
