import type { SourceColumn } from '@datong/server/contract'
import type { Visit } from '../../site/visit.ts'
import { Choose, Field, TextField, Tick, Token } from '../../ui/forms.tsx'
import type { Data } from './dataset-new.tsx'
import { placeName } from './place.ts'
import { Faults, SystemTrouble } from './system-trouble.tsx'

type Props = { readonly data: Data; readonly columns: readonly SourceColumn[]; readonly visit: Visit }

/** What is to be told of a new dataset, and of each of its columns. */
export function DatasetForm({ data, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  const { columns } = data
  return (
    <div class="stack">
      <h1>{t('datasetNew.title')}</h1>
      <p class="lead">
        {t('datasetNew.lead')} <code>{placeName(data.place) || t('system.newestFile')}</code>
      </p>
      <SystemTrouble system={data.system} visit={visit} />
      <Faults faults={data.faults} visit={visit} />
      {columns.ok ? (
        <form class="stack" method="post" action={data.action}>
          <Token visit={visit} />
          <About data={data} visit={visit} />
          <Columns data={data} columns={columns.found} visit={visit} />
          <Roles data={data} columns={columns.found} visit={visit} />
          <div>
            <button type="submit">{t('datasetNew.publish')}</button>
          </div>
        </form>
      ) : (
        <SystemTrouble system={columns} visit={visit} />
      )}
    </div>
  )
}

function About({ data: { written }, visit }: { data: Data; visit: Visit }) {
  const { t } = visit
  return (
    <section class="card">
      <h2>{t('datasetNew.about')}</h2>
      <TextField id="titleEn" name="titleEn" label={t('datasetNew.titleEn')} value={written.titleEn ?? ''} />
      <TextField id="titleZh" name="titleZh" label={t('datasetNew.titleZh')} value={written.titleZh ?? ''} />
      <Field id="aboutEn" label={t('datasetNew.aboutEn')} hint={t('datasetNew.aboutHint')}>
        <textarea id="aboutEn" name="aboutEn" rows={3} aria-describedby="aboutEn-hint">
          {written.aboutEn ?? ''}
        </textarea>
      </Field>
      <Field id="aboutZh" label={t('datasetNew.aboutZh')}>
        <textarea id="aboutZh" name="aboutZh" rows={3}>
          {written.aboutZh ?? ''}
        </textarea>
      </Field>
      <TextField
        id="keywords"
        name="keywords"
        label={t('datasetField.keywords')}
        hint={t('datasetNew.keywordsHint')}
        value={written.keywords ?? ''}
      />
      <TextField id="id" name="id" label={t('datasetField.id')} hint={t('datasetNew.idHint')} value={written.id ?? ''} isNeeded />
    </section>
  )
}

function Columns({ data, columns, visit }: Props) {
  const { t } = visit
  return (
    <section class="stack">
      <h2>{t('dataset.fields')}</h2>
      <p>{t('datasetNew.fieldsHint')}</p>
      <p class="quiet">{t('datasetNew.categoryHint')}</p>
      <ul class="plain stack">
        {columns.map((column, at) => (
          <li key={column.name} class="card snug">
            <Column data={data} column={column} at={at} visit={visit} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Nothing is published, and everything is sensitive, until somebody says otherwise. */
function Column({ data, column, at, visit }: { data: Data; column: SourceColumn; at: number; visit: Visit }) {
  const { t } = visit
  const { written } = data
  const options = (kind: 'kind' | 'category', names: readonly string[]) =>
    names.map((name) => ({ value: name, text: t(`field.${kind}.${name}` as 'field.kind.text') }))
  return (
    <>
      <input type="hidden" name="name" value={column.name} />
      <Tick name="use" value={column.name} text={column.name} isChecked={written.use?.includes(column.name) ?? false} />
      <div class="ask">
        <TextField
          id={`title-${at}`}
          name="title"
          label={t('datasetNew.fieldTitle')}
          value={written.title?.[at] ?? column.name.replaceAll('_', ' ')}
        />
        <Choose
          id={`kind-${at}`}
          name="kind"
          label={t('dataset.fieldKind')}
          value={written.kind?.[at] ?? column.kind}
          options={options('kind', ['text', 'number', 'boolean', 'date'])}
        />
        <Choose
          id={`category-${at}`}
          name="category"
          label={t('dataset.category')}
          value={written.category?.[at] ?? 'sensitive'}
          options={options('category', ['public', 'internal', 'personal', 'sensitive'])}
        />
      </div>
    </>
  )
}

function Roles({ data: { written }, columns, visit }: Props) {
  const { t } = visit
  const options = (none: string) => [{ value: '', text: none }, ...columns.map(({ name }) => ({ value: name, text: name }))]
  return (
    <section class="card">
      <h2>{t('datasetNew.who')}</h2>
      <Choose
        id="identifier"
        name="identifier"
        label={t('dataset.identifier')}
        hint={t('datasetNew.identifierHint')}
        value={written.identifier}
        options={options(t('datasetNew.choose'))}
      />
      <Choose
        id="areaField"
        name="areaField"
        label={t('dataset.area')}
        hint={t('datasetNew.areaHint')}
        value={written.areaField}
        options={options(t('dataset.noArea'))}
      />
    </section>
  )
}
