import type { DelegationKind } from '@datong/server/contract'
import type { ComponentChildren } from 'preact'
import type { Visit } from '../../site/visit.ts'
import { TextField, Tick, Token } from '../../ui/forms.tsx'
import { serviceName } from './delegations.tsx'
import { PasskeyForm } from './passkey-form.tsx'

export type DelegationWish = {
  readonly number?: string
  readonly kind?: DelegationKind
  readonly services?: readonly string[]
  readonly until?: string
  readonly document?: string
}

type Props = {
  readonly services: readonly string[]
  readonly wish: DelegationWish
  readonly second: string | undefined
  readonly visit: Visit
}

const action = '/account/delegations'

/** Who, in which services, until when. With a helper beside the resident, a second officer signs before it is sent. */
export function DelegationForm({ services, wish, second, visit }: Props) {
  const { t } = visit
  const fields = <Fields services={services} wish={wish} hasHelper={second !== undefined} visit={visit} />
  if (second !== undefined)
    return (
      <div class="card">
        <p>{t('help.second')}</p>
        <PasskeyForm visit={visit} action={action} kind="get" options={second} button={t('help.secondButton')}>
          {fields}
        </PasskeyForm>
      </div>
    )
  return (
    <form class="card" method="post" action={action}>
      <Token visit={visit} />
      {fields}
      <div>
        <button type="submit">{t('delegation.give')}</button>
      </div>
    </form>
  )
}

function Fields({ services, wish, hasHelper, visit }: Omit<Props, 'second'> & { hasHelper: boolean }) {
  const { t, now } = visit
  const day = (years: number) => new Date(now.getTime() + years * 365 * 86_400_000).toISOString().slice(0, 10)
  return (
    <>
      <TextField
        id="number"
        name="number"
        label={t('delegation.number')}
        hint={t('delegation.numberHint')}
        value={wish.number ?? ''}
        inputmode="numeric"
        isNeeded
      />
      <Group name={t('delegation.whoIs')}>
        {(hasHelper ? (['family', 'helper', 'guardian'] as const) : (['family', 'helper'] as const)).map((kind) => (
          <Tick
            key={kind}
            type="radio"
            name="kind"
            value={kind}
            text={t(`delegation.kind.${kind}`)}
            isChecked={(wish.kind ?? 'family') === kind}
          />
        ))}
      </Group>
      {hasHelper && (
        <TextField
          id="document"
          name="document"
          label={t('delegation.document')}
          hint={t('delegation.documentHint')}
          value={wish.document ?? ''}
        />
      )}
      <Group name={t('delegation.forWhat')}>
        {['*', ...services].map((service) => (
          <Tick
            key={service}
            name="services"
            value={service}
            text={serviceName(service, visit)}
            isChecked={wish.services?.includes(service) ?? false}
          />
        ))}
      </Group>
      <TextField
        id="until"
        name="until"
        type="date"
        label={t('delegation.untilWhen')}
        hint={t('delegation.untilHint')}
        value={wish.until ?? day(1)}
        min={day(0)}
        max={day(5)}
        isNeeded
      />
    </>
  )
}

function Group({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <fieldset>
      <legend>{name}</legend>
      {children}
    </fieldset>
  )
}
