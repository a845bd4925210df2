//! The rules about verifiers: the gateways and services that ask whether a key and token are good.

pub mod scope;
pub mod verifier;
