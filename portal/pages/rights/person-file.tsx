import type { DataCategory, FileService, PurposeView } from '@datong/server/contract'
import Type from 'typebox'
import { type Asked, definePage, type Outcome } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { Choose, Token } from '../../ui/forms.tsx'
import { Notice } from '../../ui/notice.tsx'
import { nameText } from '../../ui/words.tsx'
import { Kept, nameAreas } from './kept.tsx'
import { CategoryField, NumberField, PurposeField } from './person-fields.tsx'

type Found = Awaited<ReturnType<FileService['open']>>
type Basis = 'consent' | 'agreement' | 'law' | 'emergency'
type Wish = { readonly number?: string; readonly purpose?: string; readonly basis?: Basis; readonly category?: DataCategory }
type Data = { readonly purposes: readonly PurposeView[]; readonly wish: Wish; readonly found?: Found }

const path = '/officers/person'
const bases = ['consent', 'agreement', 'law', 'emergency'] as const

/** One person's data, for an officer who says what for and on what basis. The person sees each look. */
export const personFile = definePage({
  path,
  section: 'account',
  audience: 'officer',
  query: Type.Object({ number: Type.Optional(Type.String({ maxLength: 30 })) }),
  load: async ({ services, query }: Asked<{ number?: string }>): Promise<Outcome<Data>> => ({
    show: { purposes: services.files.purposes, wish: query },
  }),
  view: (data, visit) => ({
    title: visit.t('file.title'),
    trail: [{ href: '/account', text: visit.t('account.title') }],
    body: <FilePage data={data} visit={visit} />,
  }),
  act: {
    needsToken: true,
    fields: Type.Object({
      number: Type.String({ maxLength: 30 }),
      purpose: Type.String({ maxLength: 60 }),
      basis: Type.Union(bases.map((basis) => Type.Literal(basis))),
      category: Type.Union([Type.Literal('personal'), Type.Literal('sensitive')]),
    }),
    run: async ({ services, visit, fields }): Promise<Outcome<Data>> => {
      const answer = await services.files.open(visit.who, fields)
      const found = answer.ok ? { ...answer, kept: await nameAreas(services, answer.kept) } : answer
      return { show: { purposes: services.files.purposes, wish: fields, found }, status: found.ok ? 200 : 403 }
    },
  },
})

function FilePage({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { found, wish } = data
  return (
    <>
      <div class="stack">
        <h1>{found?.ok ? found.name : t('file.title')}</h1>
        {!found?.ok && <p class="lead">{t('file.lead')}</p>}
        {found && !found.ok && (
          <Notice kind="bad">
            <p>{nameText(found.why, visit)}</p>
          </Notice>
        )}
        {found?.ok && (
          <Notice>
            <p role="status">
              {nameText(found.why, visit)} {t('file.told')}
            </p>
          </Notice>
        )}
      </div>
      {found?.ok && <Kept kept={found.kept} visit={visit} />}
      <form class="card" method="post" action={path}>
        <Token visit={visit} />
        <NumberField value={wish.number} visit={visit} />
        <PurposeField value={wish.purpose} purposes={data.purposes} visit={visit} />
        <Choose
          id="basis"
          name="basis"
          label={t('file.basis')}
          value={wish.basis}
          options={bases.map((basis) => ({ value: basis, text: t(`basis.${basis}`) }))}
        />
        <CategoryField value={wish.category} visit={visit} />
        <div>
          <button type="submit">{t('file.look')}</button>
        </div>
      </form>
    </>
  )
}
