// A cached page says "2 hours ago" for ever; this says it afresh from the machine-readable time.
const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];
const week = 7 * 86400;

function words(seconds, format, now) {
  for (const [unit, size] of steps) if (seconds >= size) return format.format(-Math.floor(seconds / size), unit);
  return now;
}

export function times() {
  const format = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "always" });
  for (const time of document.querySelectorAll("time[data-now]")) {
    const seconds = (Date.now() - Date.parse(time.dateTime)) / 1000;
    if (seconds < 0 || seconds >= week) time.textContent = time.dataset.date;
    else time.textContent = words(seconds, format, time.dataset.now);
  }
}
