import Type from 'typebox'
import { definePage } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { TextField, Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { ownPath } from '../everyone/choices.ts'

type Data = { readonly back: string; readonly isWrong: boolean }

const Back = Type.Object({ back: Type.Optional(Type.String()) })

function after(back: string | undefined): string {
  return back === undefined ? '/integrators' : ownPath(back)
}

export const signIn = definePage({
  path: '/integrators/sign-in',
  section: 'integrators',
  query: Back,
  load: async ({ query, visit }) => {
    return visit.isOperator ? { go: after(query.back) } : { show: { back: after(query.back), isWrong: false } as Data }
  },
  view: (data, visit) => ({ title: visit.t('signIn.title'), body: <SignInView data={data} visit={visit} /> }),
  act: {
    needsToken: true,
    fields: Type.Object({ key: Type.Optional(Type.String({ maxLength: 500 })), back: Type.Optional(Type.String()) }),
    run: async ({ services, fields, reply }) => {
      const session = services.signIn(fields.key?.trim() ?? '')
      if (!session) return { show: { back: after(fields.back), isWrong: true }, status: 401 }
      reply.header('set-cookie', session.cookie)
      return { go: after(fields.back) }
    },
  },
})

function SignInView({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <div class="stack">
      <h1>{t('signIn.title')}</h1>
      <p class="lead">{t('signIn.lead')}</p>
      {data.isWrong && (
        <Notice kind="bad">
          <p>{t('signIn.wrong')}</p>
        </Notice>
      )}
      <form class="card" method="post" action="/integrators/sign-in">
        <Token visit={visit} />
        <input type="hidden" name="back" value={data.back} />
        <TextField
          id="key"
          name="key"
          type="password"
          label={t('signIn.key')}
          hint={t('signIn.hint')}
          autocomplete="current-password"
        />
        <div>
          <button type="submit">{t('signIn.in')}</button>
        </div>
      </form>
    </div>
  )
}
