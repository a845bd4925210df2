//! The rules about who may do what in an account: members, roles, permissions, and the second factor of a user.

pub mod members;
pub mod permission;
pub mod roles;
pub mod second_factor;
pub mod team;
pub mod team_change;

#[cfg(test)]
mod team_tests;
