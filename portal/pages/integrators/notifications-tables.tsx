import type { DeadLetterView, NotificationLineView } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { type Column, Table } from '../../ui/table.tsx'

/** How the notifications of each subscription fare. */
export function LinesTable({ items, visit }: { readonly items: readonly NotificationLineView[]; readonly visit: Visit }) {
  const { t, format } = visit
  const moment = (at: Date | undefined) => (at === undefined ? t('notifications.never') : format.moment(at))
  const columns: readonly Column<NotificationLineView>[] = [
    {
      key: 'subscription',
      isName: true,
      isCode: true,
      head: t('notifications.subscription'),
      cell: (line) => <Subscription line={line} />,
    },
    { key: 'endpoint', isCode: true, head: t('notifications.endpoint'), cell: (line) => <code>{line.endpoint}</code> },
    { key: 'state', head: t('quarantine.state'), cell: (line) => t(`notifications.${line.state}`) },
    { key: 'waiting', isNumber: true, head: t('notifications.waiting'), cell: (line) => format.number(line.waiting) },
    { key: 'sent', isNumber: true, head: t('notifications.sent'), cell: (line) => format.number(line.sent) },
    { key: 'failed', isNumber: true, head: t('notifications.failed'), cell: (line) => format.number(line.failed) },
    { key: 'dead', isNumber: true, head: t('notifications.dead'), cell: (line) => format.number(line.dead) },
    { key: 'success', head: t('notifications.lastSuccess'), cell: (line) => moment(line.lastSuccess) },
    {
      key: 'failure',
      isCode: true,
      head: t('notifications.lastFailure'),
      cell: (line) => (
        <>
          {moment(line.lastFailure)}
          {line.error !== undefined && (
            <>
              <br />
              <span lang="en">{line.error}</span>
            </>
          )}
        </>
      ),
    },
    {
      key: 'next',
      head: t('notifications.nextTry'),
      cell: (line) => (line.nextTry === undefined ? '' : format.moment(line.nextTry)),
    },
  ]
  return (
    <Table
      caption={t('notifications.lines')}
      columns={columns}
      rows={items}
      rowKey={(line) => `${line.tenant} ${line.subscription}`}
    />
  )
}

function Subscription({ line }: { readonly line: { readonly subscription: string; readonly tenant: string } }) {
  return (
    <>
      <code>{line.subscription}</code>
      {line.tenant !== '' && (
        <>
          <br />
          <code>{line.tenant}</code>
        </>
      )}
    </>
  )
}

/** Notifications that nobody took, with ticks to choose them by. */
export function DeadLettersTable({ items, visit }: { readonly items: readonly DeadLetterView[]; readonly visit: Visit }) {
  const { t, format } = visit
  const columns: readonly Column<DeadLetterView>[] = [
    {
      key: 'pick',
      head: <span class="unseen">{t('quarantine.pick')}</span>,
      cell: ({ id }) => (
        <label class="tick">
          <span class="unseen">{t('quarantine.pickOne', { id: String(id) })}</span>
          <input type="checkbox" name="ids" value={id} />
        </label>
      ),
    },
    { key: 'at', isName: true, head: t('integrators.when'), cell: ({ at }) => format.moment(at) },
    {
      key: 'subscription',
      isCode: true,
      head: t('notifications.subscription'),
      cell: (letter) => (
        <>
          <Subscription line={letter} />
          <br />
          <code>{letter.endpoint}</code>
        </>
      ),
    },
    { key: 'reason', isCode: true, head: t('quarantine.reason'), cell: ({ reason }) => <span lang="en">{reason}</span> },
    {
      key: 'excerpt',
      isCode: true,
      head: t('notifications.content'),
      cell: ({ id, excerpt }) => (
        <>
          <code>{excerpt}</code>
          <br />
          <a href={`/integrators/notifications/${id}/body`} aria-label={t('quarantine.downloadOne', { id: String(id) })}>
            {t('quarantine.download')}
          </a>
        </>
      ),
    },
  ]
  return <Table caption={t('notifications.deadLetters')} columns={columns} rows={items} rowKey={({ id }) => String(id)} />
}
