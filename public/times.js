// Shows times in the user's time zone. Titles, and pages without JavaScript, use UTC. Only the data of the text nodes changes,
// because on the list the nodes belong to the application, which renders some of them again.
const day = { day: "numeric", month: "short", year: "numeric" };
const minute = { ...day, hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" };
const namedFormats = Object.entries({ day, minute, second: { ...minute, second: "2-digit" } }).map(([name, parts]) => [
  name,
  new Intl.DateTimeFormat(document.documentElement.lang, parts),
]);
const formatOf = Object.fromEntries(namedFormats);
const inOwnZone = (at, precision) => {
  const parts = {};
  for (const { type, value } of formatOf[precision].formatToParts(at)) parts[type] = value;
  const date = `${parts.day} ${parts.month.replace(".", "")} ${parts.year}`;
  if (precision === "day") return date;
  return `${date}, ${[parts.hour, parts.minute, parts.second].filter(Boolean).join(":")} ${parts.timeZoneName}`;
};
const shown = new WeakMap();
const show = () => {
  for (const time of document.querySelectorAll("time[data-exact]")) {
    const text = [...time.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!text || shown.get(text) === time.dateTime + text.data) continue;
    time.title ||= text.data;
    const own = inOwnZone(new Date(time.dateTime), time.dataset.exact);
    if (text.data !== own) text.data = own;
    shown.set(text, time.dateTime + own);
  }
};
show();
new MutationObserver(show).observe(document.body, {
  subtree: true,
  childList: true,
  characterData: true,
  attributeFilter: ["datetime"],
});
