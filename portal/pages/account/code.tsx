import type { Failed } from '@datong/server/contract'
import Type from 'typebox'
import { browserOf } from '../../site/browser.ts'
import { definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Token } from '../../ui/forms.tsx'
import { backOf, comeIn } from './sign-in.tsx'
import { Trouble } from './trouble.tsx'

/** A code is on its way to a contact, or the contact is still to be told. */
type Data = {
  readonly back: string
  readonly contact?: string
  readonly flow?: string
  readonly trouble?: Failed
}

const short = Type.Optional(Type.String({ maxLength: 200 }))

export const code = definePage({
  path: '/sign-in/code',
  section: 'account',
  query: Type.Object({ back: short }),
  load: async ({ query }): Promise<Outcome<Data>> => ({ show: { back: backOf(query.back) } }),
  view: (data, visit) => ({
    title: visit.t('code.title'),
    trail: [{ href: '/sign-in', text: visit.t('enter.title') }],
    body: <CodeView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ contact: short, flow: short, code: short, back: Type.Optional(Type.String()) }),
    run: async (act): Promise<Outcome<Data>> => {
      const { services, fields, visit, request } = act
      const { codes } = services.accounts
      const { contact = '', flow } = fields
      const back = backOf(fields.back)
      if (flow === undefined) {
        const sent = await codes.send(contact, visit.language, browserOf(request))
        return sent.ok ? { show: { back, contact, flow: sent.flow } } : { show: { back, contact, trouble: sent }, status: 400 }
      }
      const entered = await codes.enter(flow, fields.code ?? '', browserOf(request))
      if (!entered.ok) {
        const again = entered.why === 'code-over' ? {} : { flow }
        return { show: { back, contact, ...again, trouble: entered }, status: 401 }
      }
      return comeIn(act, entered, fields.back)
    },
  },
})

function CodeView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <div class="stack">
      <h1>{t('code.title')}</h1>
      <Trouble trouble={data.trouble} visit={visit} />
      {data.flow === undefined ? (
        <AskForCode data={data} visit={visit} />
      ) : (
        <EnterCode data={data} flow={data.flow} visit={visit} />
      )}
    </div>
  )
}

function AskForCode({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <form class="card" method="post" action="/sign-in/code">
      <Token visit={visit} />
      <input type="hidden" name="back" value={data.back} />
      <TextField
        id="contact"
        name="contact"
        label={t('enter.contact')}
        hint={t('enter.contactHint')}
        value={data.contact ?? ''}
        autocomplete="username"
        isNeeded
      />
      <div>
        <button type="submit">{t('enter.send')}</button>
      </div>
    </form>
  )
}

/** The same for whoever asked, whether or not somebody has the contact. */
export function EnterCode({ data, flow, visit }: { data: Omit<Data, 'flow'>; flow: string; visit: Visit }) {
  const { t } = visit
  return (
    <>
      <p class="lead" role="status">
        {t('code.sent', { contact: data.contact ?? '' })}
      </p>
      <form class="card" method="post" action="/sign-in/code">
        <Token visit={visit} />
        <input type="hidden" name="back" value={data.back} />
        <input type="hidden" name="contact" value={data.contact ?? ''} />
        <input type="hidden" name="flow" value={flow} />
        <TextField
          id="code"
          name="code"
          label={t('code.code')}
          hint={t('code.hint')}
          inputmode="numeric"
          autocomplete="one-time-code"
          isNeeded
        />
        <div>
          <button type="submit">{t('code.enter')}</button>
        </div>
      </form>
      <p>
        <a href="/sign-in">{t('code.again')}</a>
      </p>
    </>
  )
}
