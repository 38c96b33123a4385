import { isRecent, relativeTime } from '../site/relative-time.ts'

const every = 20_000

/** Keeps “2 min ago” true while the page stays open. */
export function keepTimes(): void {
  const language = document.documentElement.lang === 'en' ? 'en-GB' : document.documentElement.lang
  setInterval(() => {
    for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-ago]')) {
      const [at, now] = [new Date(time.dateTime), new Date()]
      if (!isRecent(at, now)) continue
      const text = relativeTime(at, now, language)
      if (time.textContent !== text) time.textContent = text
    }
  }, every)
}
