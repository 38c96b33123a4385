import type { Visit } from '../../site/visit.ts'
import { TextField, Token } from '../../ui/forms.tsx'
import { type DetailsData, path } from './details.tsx'
import { SignInAgain } from './fresh.tsx'
import { PasskeyForm } from './passkey-form.tsx'

/** Where codes go: a new telephone or mail address is proved by the code that it gets. */
export function ContactForm({ data, visit }: { data: DetailsData; visit: Visit }) {
  const { t } = visit
  const { own, flow } = data
  return (
    <section class="card">
      <h2>{t('details.contact')}</h2>
      <p>{own.contact === undefined ? t('details.noContact') : t('details.contactNow', { contact: own.contact })}</p>
      {!own.isFresh && <SignInAgain back={path} visit={visit} />}
      {own.isFresh && flow === undefined && <NewContact data={data} visit={visit} />}
      {own.isFresh && flow !== undefined && <Proof data={data} flow={flow} visit={visit} />}
    </section>
  )
}

function NewContact({ data, visit }: { data: DetailsData; visit: Visit }) {
  const { t } = visit
  return (
    <form class="stack" method="post" action={path}>
      <Token visit={visit} />
      <TextField
        id="contact"
        name="contact"
        label={t('details.newContact')}
        hint={t('new.contactHint')}
        value={data.contact ?? ''}
        autocomplete="tel"
        isNeeded
      />
      <div>
        <button type="submit">{t('enter.send')}</button>
      </div>
    </form>
  )
}

function Proof({ data, flow, visit }: { data: DetailsData; flow: string; visit: Visit }) {
  const { t } = visit
  const { contact = '', second } = data
  const fields = (
    <>
      <input type="hidden" name="contact" value={contact} />
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
    </>
  )
  return (
    <>
      <p role="status">{t('details.sent', { contact })}</p>
      {second === undefined ? (
        <form class="stack" method="post" action={path}>
          <Token visit={visit} />
          {fields}
          <div>
            <button type="submit">{t('details.prove')}</button>
          </div>
        </form>
      ) : (
        <>
          <p>{t('help.second')}</p>
          <PasskeyForm visit={visit} action={path} kind="get" options={second} button={t('help.secondButton')}>
            {fields}
          </PasskeyForm>
        </>
      )}
    </>
  )
}
