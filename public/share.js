// Countdown, *Copy* and forms on pages without WebAssembly. The module makes no requests. It first removes `done` from the
// address, so that a reload does not repeat the notice.
const here = new URL(location);
if (here.searchParams.has("done")) {
  here.searchParams.delete("done");
  history.replaceState(null, "", here);
}
// Prevents double submission. After 5 s the form can be sent again, because the first request may have been lost.
addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button.ariaDisabled) event.preventDefault();
  else if (event.target.method === "post") {
    const [liveRegion] = all("#busy");
    const label = button.textContent;
    const setLabel = (text) => (button.textContent = text);
    button.ariaDisabled = true;
    setTimeout(() => (liveRegion.textContent = setLabel(button.dataset.busy ?? label)), 400);
    setTimeout(() => (button.ariaDisabled = setLabel(label) && null), 5000);
  }
});
const all = (selector) => document.querySelectorAll(selector);
const start = Date.now();
const twoDigits = (n) => `${n | 0}`.padStart(2, 0);
const tick = () => {
  for (const timer of all("[data-countdown]")) {
    const left = Math.max(0, Math.ceil((timer.dataset.countdown - timer.dataset.now - Date.now() + start) / 1000));
    timer.textContent = [left / 3600, (left / 60) % 60, left % 60].map(twoDigits).join(":");
  }
};
tick();
setInterval(tick, 1000);
for (const button of all("[data-copy]")) {
  button.onclick = async () => {
    const [field] = all(button.dataset.copy);
    const message = button.parentNode.nextElementSibling;
    let copied = true;
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // Fallback without https, where there is no clipboard API. If it also fails, the text stays selected.
      field.focus();
      field.setSelectionRange(0, 1e6);
      copied = document.execCommand("copy");
    }
    message.textContent = copied ? button.dataset.copied : button.dataset.notCopied;
    if (!copied) return;
    button.classList.add("done");
    button.lastElementChild.textContent = button.dataset.copied;
    button.focus();
  };
}
