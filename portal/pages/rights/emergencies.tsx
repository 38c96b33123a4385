import type { EmergencyView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Choose, Field, Token } from '../../ui/forms.tsx'
import { withQuery } from '../../ui/pages.tsx'
import { type RightsTrouble, Told } from './done.tsx'
import { EmergencyFacts } from './emergency-facts.tsx'
import { NumberField } from './person-fields.tsx'

type Wish = { readonly number?: string; readonly reason?: string; readonly hours?: number }
type Data = {
  readonly own: readonly EmergencyView[]
  readonly wish: Wish
  readonly done?: 'opened' | 'ended'
  readonly trouble?: RightsTrouble
}

const path = '/officers/emergencies'
const hours = [1, 2, 4, 8, 24] as const
const Done = Type.Union([Type.Literal('opened'), Type.Literal('ended')])

async function load(
  { services, visit, query }: Asked<{ done?: 'opened' | 'ended' }>,
  wish: Wish = {},
  trouble?: RightsTrouble,
): Promise<Data> {
  return {
    own: await services.emergencies.own(visit.who),
    wish,
    ...(query.done !== undefined && { done: query.done }),
    ...(trouble !== undefined && { trouble }),
  }
}

export const emergencies = definePage({
  path,
  section: 'account',
  audience: 'officer',
  query: Type.Object({ done: Type.Optional(Done) }),
  load: async (asked): Promise<Outcome<Data>> => ({ show: await load(asked) }),
  view: (data, visit) => ({
    title: visit.t('emergency.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <EmergenciesPage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      number: Type.Optional(Type.String({ maxLength: 30 })),
      reason: Type.Optional(Type.String({ maxLength: 2000 })),
      hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 24 })),
      end: Type.Optional(Type.String({ maxLength: 100 })),
    }),
    run: async (act): Promise<Outcome<Data>> => {
      const { services, visit, fields } = act
      const { number = '', reason = '', hours = 1, end } = fields
      const done =
        end === undefined
          ? await services.emergencies.open(visit.who, { number, reason, hours })
          : await services.emergencies.end(visit.who, end)
      if (!done.ok) return { show: await load(act, fields, done.why), status: 400 }
      return { go: withQuery(path, { done: end === undefined ? 'opened' : 'ended' }) }
    },
  },
})

function EmergenciesPage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { wish } = data
  return (
    <>
      <div class="stack">
        <h1>{t('emergency.title')}</h1>
        <p class="lead">{t('emergency.lead')}</p>
        <Told trouble={data.trouble} done={data.done && t(`emergency.done.${data.done}`)} visit={visit} />
      </div>
      <form class="card" method="post" action={path}>
        <Token visit={visit} />
        <NumberField value={wish.number} visit={visit} />
        <Field id="reason" label={t('emergency.reason')} hint={t('emergency.reasonHint')}>
          <textarea id="reason" name="reason" rows={3} required maxLength={2000} aria-describedby="reason-hint">
            {wish.reason}
          </textarea>
        </Field>
        <Choose
          id="hours"
          name="hours"
          label={t('emergency.hours')}
          value={String(wish.hours ?? 1)}
          options={hours.map((count) => ({ value: String(count), text: t('emergency.hour', { count }) }))}
        />
        <div>
          <button type="submit">{t('emergency.open')}</button>
        </div>
      </form>
      {data.own.length > 0 && (
        <section class="stack">
          <h2>{t('emergency.own')}</h2>
          <ul class="grid">
            {data.own.map((one) => (
              <li key={one.id} class="card snug">
                <EmergencyFacts one={one} visit={visit} />
                {one.isOpen && (
                  <form class="row" method="post" action={path}>
                    <Token visit={visit} />
                    <a href={withQuery('/officers/person', { number: one.person.number })}>{t('emergency.look')}</a>
                    <button class="second" type="submit" name="end" value={one.id}>
                      {t('emergency.end')}
                    </button>
                  </form>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}
