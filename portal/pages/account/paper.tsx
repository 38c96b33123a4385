import type { Failed } from '@datong/server/contract'
import Type from 'typebox'
import { browserOf } from '../../site/browser.ts'
import { definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Token } from '../../ui/forms.tsx'
import { backOf } from './sign-in.tsx'
import { Trouble } from './trouble.tsx'

type Data = { readonly back: string; readonly number: string; readonly trouble?: Failed }

const short = Type.Optional(Type.String({ maxLength: 100 }))

export const paper = definePage({
  path: '/sign-in/paper',
  section: 'account',
  query: Type.Object({ back: Type.Optional(Type.String()) }),
  load: async ({ query }): Promise<Outcome<Data>> => ({ show: { back: backOf(query.back), number: '' } }),
  view: (data, visit) => ({
    title: visit.t('paper.title'),
    trail: [{ href: '/sign-in', text: visit.t('enter.title') }],
    body: <PaperView data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({ number: short, code: short, back: Type.Optional(Type.String()) }),
    run: async ({ services, fields, reply, request }): Promise<Outcome<Data>> => {
      const { number = '', code = '' } = fields
      const entered = await services.accounts.codes.enterPaper(number, code, browserOf(request))
      if (!entered.ok) return { show: { back: backOf(fields.back), number, trouble: entered }, status: 401 }
      reply.header('set-cookie', entered.cookie)
      return { go: backOf(fields.back) }
    },
  },
})

function PaperView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <div class="stack">
      <h1>{t('paper.title')}</h1>
      <p class="lead">{t('paper.lead')}</p>
      <Trouble trouble={data.trouble} visit={visit} />
      <form class="card" method="post" action="/sign-in/paper">
        <Token visit={visit} />
        <input type="hidden" name="back" value={data.back} />
        <TextField
          id="number"
          name="number"
          label={t('account.number')}
          hint={t('paper.numberHint')}
          value={data.number}
          inputmode="numeric"
          isNeeded
        />
        <TextField id="code" name="code" label={t('paper.code')} hint={t('paper.codeHint')} isNeeded />
        <div>
          <button type="submit">{t('code.enter')}</button>
        </div>
      </form>
    </div>
  )
}
