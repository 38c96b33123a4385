import type { AgreementCounts, Area } from '@datong/server/contract'
import Type from 'typebox'
import { definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { departmentTitle } from '../../ui/department.ts'
import { Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { nameText } from '../../ui/words.tsx'

type Data = { readonly areas: readonly Area[]; readonly hasPasskey: boolean; readonly agreements?: AgreementCounts }

export const account = definePage({
  path: '/account',
  section: 'account',
  audience: 'person',
  query: Type.Object({}),
  load: async ({ services, visit }): Promise<Outcome<Data>> => {
    const { who } = visit
    const paths = who.kind === 'resident' ? [who.area] : who.kind === 'officer' ? who.jurisdiction : []
    const areas = await Promise.all(paths.map((path) => services.region.area(path.split('/').at(-1) ?? '')))
    const passkeys = await services.accounts.passkeys.list(who)
    const agreements = who.kind === 'officer' ? await services.agreements.counts(who) : undefined
    return {
      show: { areas: areas.flatMap((area) => area ?? []), hasPasskey: passkeys.length > 0, ...(agreements && { agreements }) },
    }
  },
  view: (data, visit) => ({ title: visit.t('account.title'), body: <AccountView data={data} visit={visit} /> }),
})

function AccountView({ data, visit }: { data: Data; visit: Visit }) {
  const { t, who } = visit
  if (who.kind !== 'resident' && who.kind !== 'officer') return null
  const isAlone = who.kind === 'officer' || who.helper === undefined
  return (
    <>
      <div class="stack">
        <h1>{who.name}</h1>
        <Facts areas={data.areas} visit={visit} />
      </div>
      {isAlone && !data.hasPasskey && (
        <Notice>
          <p>
            {t('account.noPasskey')} <a href="/account/devices">{t('devices.add')}</a>
          </p>
        </Notice>
      )}
      <ul class="grid">
        {links(visit).map(({ href, key }) => (
          <li key={href}>
            <a class="card snug" href={href}>
              <span class="title">{t(`account.to.${key}`)}</span> <span class="quiet">{t(`account.hint.${key}`)}</span>
              {key === 'agreements' && <AgreementsNow counts={data.agreements} visit={visit} />}
            </a>
          </li>
        ))}
      </ul>
      <form method="post" action="/account/sign-out">
        <Token visit={visit} />
        <button type="submit">{t('signIn.out')}</button>
      </form>
    </>
  )
}

function AgreementsNow({ counts, visit }: { counts: AgreementCounts | undefined; visit: Visit }) {
  const { waiting = 0, ending = 0 } = counts ?? {}
  return (
    <>
      {waiting > 0 && <span class="badge warn">{visit.t('account.agreementsWaiting', { count: waiting })}</span>}
      {ending > 0 && <span class="badge">{visit.t('account.agreementsEnding', { count: ending })}</span>}
    </>
  )
}

/** What one may do here, by who one is. */
function links({ who }: Visit) {
  const own = [
    { href: '/account/devices', key: 'devices' },
    { href: '/apps', key: 'apps' },
  ] as const
  if (who.kind === 'resident') {
    const delegations = { href: '/account/delegations', key: 'delegations' } as const
    const data = [
      { href: '/account/consents', key: 'consents' },
      { href: '/account/accesses', key: 'accesses' },
      { href: '/account/rights', key: 'rights' },
    ] as const
    const details = who.actsFor === undefined ? ([{ href: '/account/details', key: 'details' }] as const) : []
    if (who.helper !== undefined) return [...details, ...data, delegations, { href: '/help/codes', key: 'paper' } as const]
    return [...details, ...data, delegations, ...own]
  }
  if (who.kind !== 'officer') return []
  const isHelper = who.roles.includes('helper') || who.roles.includes('doctor')
  return [
    ...(isHelper ? [{ href: '/help', key: 'help' } as const] : []),
    { href: '/exchange', key: 'exchange' } as const,
    { href: '/officers/person', key: 'person' } as const,
    { href: '/officers/consents', key: 'askConsent' } as const,
    { href: '/officers/emergencies', key: 'emergencies' } as const,
    { href: '/exchange/agreements', key: 'agreements' } as const,
    ...(who.roles.includes('data-protection') ? [{ href: '/officers/protection', key: 'protection' } as const] : []),
    ...(who.roles.includes('administrator') ? [{ href: '/officers', key: 'officers' } as const] : []),
    ...own,
  ]
}

function Facts({ areas, visit }: { areas: readonly Area[]; visit: Visit }) {
  const { t, who, format } = visit
  if (who.kind !== 'resident' && who.kind !== 'officer') return null
  const places = areas.length === 0 ? t('account.everywhere') : format.list(areas.map((area) => nameText(area.names, visit)))
  return (
    <dl class="facts card">
      {who.kind === 'resident' ? (
        <>
          <div>
            <dt>{t('account.number')}</dt>
            <dd>{spaced(who.number)}</dd>
          </div>
          <div>
            <dt>{t('account.livesIn')}</dt>
            <dd>{places}</dd>
          </div>
        </>
      ) : (
        <>
          <div>
            <dt>{t('officers.department')}</dt>
            <dd>{departmentTitle(who.department, visit)}</dd>
          </div>
          <div>
            <dt>{t('officers.roles')}</dt>
            <dd>{format.list(who.roles.map((role) => t(`role.${role}` as 'role.helper')))}</dd>
          </div>
          <div>
            <dt>{t('officers.jurisdiction')}</dt>
            <dd>{places}</dd>
          </div>
        </>
      )}
    </dl>
  )
}

/** Nine digits in groups of three, as they are read out. */
export const spaced = (number: string) => number.replace(/(\d{3})(?=\d)/g, '$1 ')
