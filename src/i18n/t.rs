//! A function for each message, made by `build/`: its name is the message's in the files.

include!(concat!(env!("OUT_DIR"), "/messages.rs"));
