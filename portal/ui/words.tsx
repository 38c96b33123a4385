/** Small pieces of text that know their language and their time. */
import type { Names } from '@datong/server/contract'
import { nameIn } from '../site/language.ts'
import type { LiveVisit } from '../site/live.tsx'

/** A name, marked with its own language where it is not the page's. */
export function Name({ names, visit }: { names: Names; visit: Pick<LiveVisit, 'language'> }) {
  const { text, language } = nameIn(names, visit.language)
  return <span lang={language}>{text}</span>
}

export function nameText(names: Names, visit: Pick<LiveVisit, 'language'>): string {
  return nameIn(names, visit.language).text
}

/** “2 min ago”; a script, where it runs, keeps it true. */
export function Ago({ at, visit }: { at: Date; visit: LiveVisit }) {
  return (
    <time dateTime={at.toISOString()} title={visit.format.moment(at)} data-ago>
      {visit.format.ago(at, visit.now)}
    </time>
  )
}
