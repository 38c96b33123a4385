import type { Failed } from '@datong/server/contract'
import Type from 'typebox'
import { browserOf } from '../../site/browser.ts'
import { definePage, type Outcome } from '../../site/page.ts'
import { PageRefusal } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Token } from '../../ui/forms.tsx'
import { Trouble } from '../account/trouble.tsx'

type Data = { readonly trouble?: Failed }

const text = Type.Optional(Type.String({ maxLength: 100 }))

/** @throws {PageRefusal} 403 */
export function requireHelper({ who }: Visit): void {
  if (who.kind === 'officer' && (who.roles.includes('helper') || who.roles.includes('doctor'))) return
  throw new PageRefusal(403, 'denied', 'Only officers who help residents in person may do this')
}

export const help = definePage({
  path: '/help',
  section: 'account',
  audience: 'person',
  query: Type.Object({}),
  load: async ({ visit }): Promise<Outcome<Data>> => {
    if (visit.who.kind === 'resident' && visit.who.helper !== undefined) return { go: '/account' }
    requireHelper(visit)
    return { show: {} }
  },
  view: (data, visit) => ({
    title: visit.t('help.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <HelpView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ card: text, number: text, code: text }),
    run: async ({ services, visit, fields, request }): Promise<Outcome<Data>> => {
      requireHelper(visit)
      const done = await services.accounts.help.begin(visit.who, fields, browserOf(request))
      return done.ok ? { go: '/account' } : { show: { trouble: done }, status: 400 }
    },
  },
})

function HelpView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <div class="stack">
        <h1>{t('help.title')}</h1>
        <p class="lead">{t('help.lead')}</p>
        <Trouble trouble={data.trouble} visit={visit} />
      </div>
      <form class="card" method="post" action="/help">
        <h2>{t('help.byCard')}</h2>
        <Token visit={visit} />
        <TextField id="card" name="card" label={t('help.card')} hint={t('help.cardHint')} isNeeded />
        <div>
          <button type="submit">{t('help.begin')}</button>
        </div>
      </form>
      <form class="card" method="post" action="/help">
        <h2>{t('help.byCode')}</h2>
        <Token visit={visit} />
        <TextField
          id="number"
          name="number"
          label={t('account.number')}
          hint={t('paper.numberHint')}
          inputmode="numeric"
          isNeeded
        />
        <TextField id="code" name="code" label={t('paper.code')} hint={t('paper.codeHint')} isNeeded />
        <div>
          <button type="submit">{t('help.begin')}</button>
        </div>
      </form>
      <p>
        <a href="/help/new">{t('help.new')}</a>
      </p>
    </>
  )
}
