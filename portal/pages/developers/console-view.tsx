import type { Visit } from '../../site/visit.ts'
import { Command } from '../everyone/interfaces.tsx'
import type { ConsoleData } from './console.tsx'

/** What was answered, and how to ask the same from a command line. */
export function AnswerView({ answer, visit }: { answer: NonNullable<ConsoleData['answer']>; visit: Visit }) {
  const { t } = visit
  const { status, statusText, headers, body, isCut, curl, token } = answer
  return (
    <section class="card" id="answer">
      <h2>
        {t('console.answer')} <span class={status < 400 ? 'badge fine' : 'badge bad'}>{`${status} ${statusText}`}</span>
      </h2>
      {body === '' ? <p>{t('console.empty')}</p> : <Command text={body} />}
      {isCut && <p>{t('console.cut')}</p>}
      <details>
        <summary>{t('console.headers', { count: headers.length })}</summary>
        <Command text={headers.map(([name, value]) => `${name}: ${value}`).join('\n')} />
      </details>
      <h3>{t('console.curl')}</h3>
      {token !== undefined && <Command text={token} />}
      <Command text={curl} />
    </section>
  )
}
