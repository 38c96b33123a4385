import type { QuarantineView } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { type Column, Table } from '../../ui/table.tsx'

type Props = { readonly items: readonly QuarantineView[]; readonly visit: Visit; readonly canPick: boolean }

/** What could not be accepted, with its reason; with ticks where a form stands around it. */
export function QuarantineTable({ items, visit, canPick }: Props) {
  const { t, format } = visit
  const pick: Column<QuarantineView> = {
    key: 'pick',
    head: <span class="unseen">{t('quarantine.pick')}</span>,
    cell: (item) =>
      item.state === 'held' && (
        <label class="tick">
          <span class="unseen">{t('quarantine.pickOne', { id: item.id })}</span>
          <input type="checkbox" name="ids" value={item.id} />
        </label>
      ),
  }
  const columns: readonly Column<QuarantineView>[] = [
    ...(canPick ? [pick] : []),
    { key: 'at', isName: true, head: t('integrators.when'), cell: (item) => format.moment(item.at) },
    {
      key: 'source',
      isCode: true,
      head: t('quarantine.source'),
      cell: (item) => (
        <>
          {item.source}
          <br />
          <code>{item.device ?? item.topic ?? ''}</code>
        </>
      ),
    },
    {
      key: 'reason',
      isCode: true,
      head: t('quarantine.reason'),
      cell: (item) => (
        <>
          <strong>{item.reason}</strong>
          <br />
          <span lang="en">{item.detail}</span>
        </>
      ),
    },
    { key: 'excerpt', isCode: true, head: t('quarantine.payload'), cell: (item) => <Payload item={item} visit={visit} /> },
    { key: 'state', head: t('quarantine.state'), cell: (item) => t(`quarantine.${item.state}`) },
  ]
  return <Table caption={t('integrators.quarantine')} columns={columns} rows={items} rowKey={(item) => item.id} />
}

function Payload({ item, visit }: { item: QuarantineView; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <code>{item.excerpt}</code>
      <br />
      <a
        href={`/integrators/quarantine/${encodeURIComponent(item.id)}/payload`}
        aria-label={t('quarantine.downloadOne', { id: item.id })}
      >
        {t('quarantine.download')}
      </a>
    </>
  )
}
