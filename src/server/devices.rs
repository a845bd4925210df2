//! Classifies and describes browsers by their `User-Agent` header, which clients can forge.

use crate::{domain::audit::receipt::BROWSER_MAX, i18n::t};

/// Parts of the names of programs that visit links.
const PROGRAMS: [&str; 9] = [
    "bot", "preview", "crawler", "spider", "scanner", "headless", "whatsapp", "facebook", "prefetch",
];

/// Names of programs that make link previews for chats, mail and social networks, in lower case. Most of them contain no word of
/// [`PREVIEW_WORDS`].
const PREVIEWS: [&str; 24] = [
    "slack-imgproxy",
    "facebookexternalhit",
    "meta-externalagent",
    "whatsapp/",
    "google-pagerenderer",
    "googlemessages",
    "googlebot",
    "bingbot",
    "rocket.chat",
    "kakaotalk-scrap",
    "line-poker",
    "embedly",
    "iframely",
    "linkpreview",
    "link preview",
    "vkshare",
    "mastodon/",
    "cardyb",
    "larkurl2png",
    "snapchatads",
    "flipboardproxy",
    "yahoomailproxy",
    "ms-office",
    "slack-linkexpanding",
];

/// Word endings in the names of programs that visit links, in lower case.
const PREVIEW_WORDS: [&str; 9] = [
    "bot",
    "preview",
    "previews",
    "crawler",
    "spider",
    "unfurl",
    "scraper",
    "imageproxy",
    "retriever",
];

/// Whether a visitor claims to make link previews. This can be forged, so it affects only notices. On Android only [`PREVIEWS`] counts,
/// because browsers there name the phone, and some phone names end in `bot`.
pub fn is_preview(user_agent: &str) -> bool {
    let user_agent = user_agent.to_ascii_lowercase();
    if PREVIEWS.iter().any(|name| user_agent.contains(name)) {
        return true;
    }
    let mut words = user_agent.split(|c: char| !c.is_ascii_alphanumeric());
    !user_agent.contains("android") && words.any(|word| PREVIEW_WORDS.iter().any(|end| word.ends_with(end)))
}

/// A short description of a visitor's browser, at most [`BROWSER_MAX`] characters. A program's own name comes first, because programs often
/// claim to be a browser too. Then browser and system, otherwise the first word. Always in English, because it is stored.
pub fn browser(user_agent: &str) -> String {
    let words = || {
        user_agent
            .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ';' | ',' | '+'))
            .filter(|word| word.chars().any(|c| c.is_ascii_alphanumeric()))
    };
    let program = words().find(|word| {
        let word = word.to_ascii_lowercase();
        PROGRAMS.iter().any(|mark| word.contains(mark))
    });
    let word = |word: &str| word.chars().filter(char::is_ascii_graphic).take(BROWSER_MAX).collect();
    program
        .map(word)
        .or_else(|| describe(user_agent, |browser, system| format!("{browser} on {system}")))
        .or_else(|| words().next().map(word))
        .unwrap_or_else(|| "Unknown browser".to_owned())
}

/// The browser and system of a `User-Agent`, in the language of the request. The first match wins, because browsers name each other: Edge
/// also says Chrome and Safari, Chrome also says Safari.
pub fn device(user_agent: &str) -> String {
    describe(user_agent, t::profile_device).unwrap_or_else(|| t::profile_unknown_device().to_owned())
}

fn describe(user_agent: &str, join: impl FnOnce(&str, &str) -> String) -> Option<String> {
    let find_name = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = find_name(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find_name(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => Some(join(browser, system)),
        (Some(name), None) | (None, Some(name)) => Some(name.to_owned()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_named_by_what_they_claim() {
        for (user_agent, expected) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
                "Chrome on Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 15.0; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on macOS",
            ),
            ("curl/8.9", "Unknown device"),
            ("", "Unknown device"),
        ] {
            assert_eq!(device(user_agent), expected);
        }
    }

    #[test]
    fn previews_are_known_by_name_and_people_with_odd_phones_are_none() {
        for (user_agent, expected) in [
            ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", true),
            (
                "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
                true,
            ),
            (
                "Mozilla/5.0 (Macintosh) AppleWebKit/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
                true,
            ),
            ("WhatsApp/2.23.20.0", true),
            ("TelegramBot (like TwitterBot)", true),
            ("Mozilla/5.0 (Linux) Nextcloud Link Preview", true),
            ("Quora Link Preview/1.0", true),
            ("Atlassian/Jira linkpreview", true),
            ("WireLinkPreview", true),
            ("Notionbot/1.0", true),
            ("DingTalkBot-LinkService/1.0", true),
            ("Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", true),
            ("http.rb/5.1.1 (Mastodon/4.3.0; +https://social.example/) Bot", true),
            ("Bluesky Cardyb/1.1", true),
            ("Trello-Link-Unfurl", true),
            ("Asana/1.4.0 WebsiteMetadataRetriever", true),
            (
                "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
                true,
            ),
            ("Mozilla/4.0 (compatible; ms-office; MSOffice 16)", true),
            ("open-graph-scraper", true),
            ("Synapse (bot; +https://github.com/matrix-org/synapse)", true),
            (
                "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) AppleWebKit/537.36 Mobile Safari/537.36 (compatible; Googlebot/2.1)",
                true,
            ),
            (
                "Mozilla/5.0 (Linux; Android 9; CUBOT) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
                false,
            ),
            (
                "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
                false,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36",
                false,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                false,
            ),
            ("curl/8.9", false),
            ("", false),
        ] {
            assert_eq!(is_preview(user_agent), expected, "{user_agent}");
        }
    }

    #[test]
    fn programs_that_look_at_links_keep_their_own_word() {
        let long = format!("{}bot/1.0", "x".repeat(500));
        for (user_agent, expected) in [
            (
                "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
                "Slackbot-LinkExpanding",
            ),
            (
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "Googlebot/2.1",
            ),
            (
                "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
                "SkypeUriPreview",
            ),
            ("WhatsApp/2.23.20.0", "WhatsApp/2.23.20.0"),
            ("curl/8.9", "curl/8.9"),
            ("<script>alert(1)</script>", "<script>alert"),
            ("", "Unknown browser"),
            ("(((", "Unknown browser"),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox on Linux",
            ),
            (&long, &"x".repeat(BROWSER_MAX)),
        ] {
            assert_eq!(browser(user_agent), expected);
        }
    }
}
