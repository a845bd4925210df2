//! Names of query parameters.

use crate::{domain::key_query::QueryParameter, i18n::t};

/// The display name of a query parameter.
pub fn parameter_name(parameter: QueryParameter) -> &'static str {
    match parameter {
        QueryParameter::Page => t::part_page(),
        QueryParameter::Search => t::part_search(),
        QueryParameter::Status => t::part_status(),
        QueryParameter::Role => t::part_role(),
        QueryParameter::Alert => t::part_alert(),
        QueryParameter::Unused => t::part_unused(),
        QueryParameter::Sort => t::part_order(),
        QueryParameter::Unknown => t::part_unknown(),
    }
}
