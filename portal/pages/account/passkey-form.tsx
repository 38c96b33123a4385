import type { ComponentChildren } from 'preact'
import type { Visit } from '../../site/visit.ts'
import { Token } from '../../ui/forms.tsx'

type Props = {
  readonly visit: Visit
  readonly action: string
  /** `get` signs with a passkey that is there, `new` makes one. */
  readonly kind: 'get' | 'new'
  /** What the browser is to be asked, as JSON text. */
  readonly options: string
  readonly button: string
  readonly children?: ComponentChildren
}

/** A form that is sent once the person's device has answered. It needs script, and says so where there is none. */
export function PasskeyForm({ visit, action, kind, options, button, children }: Props) {
  const { t } = visit
  return (
    <form
      class="stack"
      method="post"
      action={action}
      data-passkey={kind}
      data-options={options}
      data-failed={t('passkey.failed')}
      data-unsupported={t('passkey.unsupported')}
    >
      <Token visit={visit} />
      <input type="hidden" name="credential" value="" />
      {children}
      <div>
        <button type="submit" hidden>
          {button}
        </button>
      </div>
      <p role="status" />
      <noscript>
        <p>{t('passkey.noScript')}</p>
      </noscript>
    </form>
  )
}
