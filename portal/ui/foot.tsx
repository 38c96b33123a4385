import type { Visit } from '../site/visit.ts'
import { Name } from './words.tsx'

export function Foot({ visit }: { visit: Visit }) {
  const { t, region } = visit
  return (
    <footer class="foot">
      <div class="wrap">
        <nav aria-label={t('foot.label')}>
          <ul class="choices">
            <li>
              <a href="/about">{t('foot.about')}</a>
            </li>
            <li>
              <a href="/about/interfaces">{t('foot.interfaces')}</a>
            </li>
            <li>
              <a href="/integrators">{t('foot.integrators')}</a>
            </li>
          </ul>
        </nav>
        {region?.attribution && (
          <p class="quiet">
            <Name names={region.attribution} visit={visit} />
          </p>
        )}
        <p class="quiet">{t('foot.promise')}</p>
      </div>
    </footer>
  )
}
