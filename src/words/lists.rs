//! Names of query parameters.

use crate::{domain::page::Part, i18n::t};

/// The display name of a query parameter.
pub fn part(part: Part) -> &'static str {
    match part {
        Part::Page => t::part_page(),
        Part::Search => t::part_search(),
        Part::Status => t::part_status(),
        Part::Role => t::part_role(),
        Part::Alert => t::part_alert(),
        Part::Sort => t::part_order(),
        Part::Unknown => t::part_unknown(),
    }
}
