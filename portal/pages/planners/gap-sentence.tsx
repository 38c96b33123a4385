/** The gap of one service in plain sentences, with ten people of each kind to see it by. */
import type { GapOfService, GapRow } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { TenPeople } from '../../ui/pictures/ten-people.tsx'
import { nameText } from '../../ui/words.tsx'

export function GapSentence({ service, visit }: { service: GapOfService; visit: Visit }) {
  return (
    <div class="card">
      <p class="lead">{gapText(service, visit)}</p>
      <div class="tens">
        {service.rows
          .filter((row) => row.share !== undefined && !row.isSuppressed)
          .map((row) => (
            <Row key={row.class} row={row} visit={visit} />
          ))}
      </div>
    </div>
  )
}

function Row({ row, visit }: { row: GapRow; visit: Visit }) {
  return (
    <>
      <span>{visit.t(`class.${row.class}`)}</span>
      <TenPeople share={row.share ?? 0} id={row.class} class={row.class} />
      <strong class="number">{visit.format.share(row.share ?? 0)}</strong>
    </>
  )
}

export function gapText(service: GapOfService, visit: Visit): string {
  const { t } = visit
  const share = (name: GapRow['class']) => service.rows.find((row) => row.class === name && !row.isSuppressed)?.share
  const [urban, rural] = [share('urban'), share('rural')]
  const of100 = (value: number) => visit.format.number(Math.round(value * 100))
  const words = { service: nameText(service.names, visit) }
  if (urban !== undefined && rural !== undefined) {
    return t('gap.sentence', { ...words, urban: of100(urban), rural: of100(rural) })
  }
  if (rural !== undefined) return t('gap.sentenceRural', { ...words, rural: of100(rural) })
  return urban === undefined ? t('gap.sentenceNone', words) : t('gap.sentenceUrban', { ...words, urban: of100(urban) })
}

/** What it adds that a service is given at a distance, too; nothing where it is not, or nobody knows who could use it. */
export function OnlineSentence({ service, visit }: { service: GapOfService; visit: Visit }) {
  const share = (name: GapRow['class']) => service.rows.find((row) => row.class === name)?.shareWithOnline
  const [urban, rural] = [share('urban'), share('rural')]
  if (urban === undefined || rural === undefined) return undefined
  const of100 = (value: number) => visit.format.number(Math.round(value * 100))
  return <p>{visit.t('gap.online', { urban: of100(urban), rural: of100(rural) })}</p>
}

/** The rural-to-urban ratio as a reader can say it. */
export function ratioText(service: GapOfService, { t, format }: Visit): string {
  const { ruralToUrban } = service
  if (ruralToUrban === undefined) return t('gap.noRatio')
  if (ruralToUrban >= 0.995) return t('gap.even', { ratio: format.number(ruralToUrban, 2) })
  return t('gap.behind', { ratio: format.number(ruralToUrban, 2) })
}
