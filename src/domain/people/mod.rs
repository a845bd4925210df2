//! The rules of permissions in an account: members, roles, resources, invitations, and the second factor of users.

pub mod members;
pub mod permission;
pub mod roles;
pub mod second_factor;
pub mod team;
pub mod team_change;

#[cfg(test)]
mod team_tests;
