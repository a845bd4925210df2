//! The icons: lines on a 24 by 24 grid in the colour of the text. All are decorative; a text always says the same. They were
//! drawn for Keydesk and have its licence: an icon crate would add hundreds of icons, each with its own type.

use leptos::{prelude::*, tachys::html::InertElement};

/// The markup of an icon from its path. Line styles are in the style sheet, because a list page has hundreds of icons.
macro_rules! svg {
    ($path:literal) => {
        concat!(
            r#"<svg viewBox="0 0 24 24" aria-hidden="true"><path d=""#,
            $path,
            r#""></path></svg>"#
        )
    };
}

/// A key; Keydesk's mark.
pub const KEY: &str = svg!("M12 15a4 4 0 1 1-8 0 4 4 0 0 1 8 0M11 12l9-9M16 7l3 3");
pub const PLUS: &str = svg!("M12 5v14M5 12h14");
pub const WARNING: &str = svg!("M12 4 2.5 20h19zM12 10v4M12 17h.01");
pub const CLOCK: &str = svg!("M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M12 7v5l3 2");
pub const LINK: &str = svg!("M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1");
pub const TRASH: &str = svg!("M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13");
/// A cross in a circle: deletes a token. The bin deletes a whole key.
pub const REVOKE: &str = svg!("M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M9 9l6 6M15 9l-6 6");
pub const DOTS: &str = svg!("M12 5.5v.01M12 12v.01M12 18.5v.01");
pub const CHECK: &str = svg!("m5 12.5 4.5 4.5L19 7.5");
pub const PENCIL: &str = svg!("M4 20l1-4L16 5l3 3L8 19zM14 7l3 3");
pub const RENEW: &str = svg!("M20 11a8 8 0 0 0-14-4L4 9M4 4v5h5M4 13a8 8 0 0 0 14 4l2-2M20 20v-5h-5");
pub const UNDO: &str = svg!("M4 9h10a6 6 0 0 1 0 12H9M8 5 4 9l4 4");
pub const PAUSE: &str = svg!("M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M10 9v6M14 9v6");
pub const PLAY: &str = svg!("M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M10 8.5l5.5 3.5-5.5 3.5z");
pub const SHIELD: &str = svg!("M12 3l8 3v6c0 4.5-3.3 7.8-8 9-4.700-1.200-8-4.500-8-9V6zM9 12l2 2 4-4");
pub const COPY: &str = svg!("M9 9h11v11H9zM5 15H4V4h11v1");
pub const LENS: &str = svg!("M18 11a7 7 0 1 1-14 0 7 7 0 0 1 14 0M16 16l5 5");
pub const LEFT: &str = svg!("m14 6-6 6 6 6");
pub const RIGHT: &str = svg!("m10 6 6 6-6 6");
pub const DOWNLOAD: &str = svg!("M12 4v11M7 10.5l5 5 5-5M5 20h14");

/// An icon as inert HTML. It never changes, so the browser does not walk it during hydration.
pub fn icon(markup: &'static str) -> AnyView {
    InertElement::new(markup).into_any()
}
