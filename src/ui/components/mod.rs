//! The components of pages and dialogs.

pub mod actions;
pub mod alert;
pub mod badges;
pub mod banner;
pub mod code_field;
pub mod copy;
pub mod countdown;
pub mod dialog;
pub mod export;
pub mod field;
pub mod form_id;
pub mod icons;
pub mod instant;
pub mod key_row;
pub mod key_summary;
pub mod menu;
pub mod own_address;
pub mod pager;
pub mod reachability_line;
pub mod roles;
pub mod row;
pub mod table;
pub mod tabs;
pub mod toast;
pub mod tools;
pub mod topbar;
