import type { Problem } from '../../door'
import { isMessage } from '../../site/language.ts'
import type { Sheet } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Notice } from '../../ui/notice.tsx'

/** Says what went wrong and what can be done; what only an engineer can use stays in the log. */
export function errorSheet(problem: Problem, visit: Visit): Sheet {
  const { t } = visit
  const kin = problem.status < 500 ? 'error.400' : 'error.500'
  const kind: string = `error.${problem.status}`
  const ownTitle: string = `${kind}.title`
  const title = t(isMessage(ownTitle) ? ownTitle : `${kin}.title`)
  const advice = t(isMessage(kind) ? kind : kin)
  const faults = problem.faults ?? []
  const own = problem.inLanguages?.[visit.language]
  const mayTell = problem.status < 500 && problem.status !== 404 && problem.detail !== undefined
  return {
    title,
    body: (
      <div class="stack">
        <h1>{title}</h1>
        <p class="lead">{advice}</p>
        {mayTell && (
          <Notice kind="bad">
            {own === undefined ? <p lang="en">{problem.detail}</p> : <p>{own}</p>}
            {faults.length > 1 && (
              <ul lang="en">
                {faults.map((fault) => (
                  <li key={`${fault.pointer} ${fault.message}`}>
                    {fault.pointer && <code>{fault.pointer}</code>} {fault.message} {fault.fix}
                  </li>
                ))}
              </ul>
            )}
          </Notice>
        )}
        <p>
          <a class="button" href="/">
            {t('error.home')}
          </a>
        </p>
      </div>
    ),
  }
}
