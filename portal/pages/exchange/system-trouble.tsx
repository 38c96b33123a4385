import type { DatasetFault, SystemTrouble as Trouble } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Notice } from '../../ui/notice.tsx'

/** Why a department's own system does not give what it is asked for, and where it is so. */
export function SystemTrouble({ system, visit }: { system: Trouble | undefined; visit: Visit }) {
  if (system === undefined) return null
  return (
    <Notice kind="bad">
      <p>{visit.t(`sourceTrouble.${system.trouble}`)}</p>
      {system.details.length > 0 && (
        <ul>
          {system.details.map((detail) => (
            <li key={detail} lang="en">
              {detail}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  )
}

/** What has to be mended in a form, each by the name of its field. */
export function Faults({ faults, visit }: { faults: readonly DatasetFault[]; visit: Visit }) {
  const { t } = visit
  if (faults.length === 0) return null
  return (
    <Notice kind="bad">
      <ul>
        {faults.map(({ field, why }) => (
          <li key={`${field} ${why}`}>
            {t(`datasetFault.${why}`, { field: t(`datasetField.${field}` as 'datasetField.name') })}
          </li>
        ))}
      </ul>
    </Notice>
  )
}
