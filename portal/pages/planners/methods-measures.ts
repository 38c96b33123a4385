/** Each measure as its formula and the paper it is from; the words are in the messages. */
import type { MeasureName } from '@datong/server/contract'
import type { Term } from '../../ui/formula.tsx'

type Method = { readonly formula: readonly Term[]; readonly paper: string; readonly parameters?: string }

const weight = 'w_sf'
const share: Term = { over: [['S_f'], [{ sum: 'k' }, 'P_k', 'w_kf']] }

export const methodOf: Readonly<Record<MeasureName, Method>> = {
  nearest: {
    formula: ['A_s', '=', 'min_f', 't_sf'],
    paper: 'Ingram (1971), Regional Studies 5(2)',
  },
  'k-th': {
    formula: ['A_s', '=', 't_s(k)', ',', 't_s(1)', '≤', 't_s(2)', '≤', '…'],
    paper: 'Talen & Anselin (1998), Environment and Planning A 30(4)',
    parameters: 'k',
  },
  amount: {
    formula: ['A_s', '=', 'min', '{', 't', ':', { sum: 't_sf ≤ t' }, 'S_f', '≥', 'a', '}'],
    paper: 'Pereira & Herszenhut (2023), R package accessibility',
    parameters: 'amount (a)',
  },
  balancing: {
    formula: ['A_s', '=', 'min', '{', 't', ':', { sum: 't_sf ≤ t' }, 'S_f', '≥', 'n', 'P_s', '}'],
    paper: 'Barboza, Carneiro, Falavigna, Luz & Orrico (2021), Journal of Transport Geography 94',
    parameters: 'needed (n)',
  },
  cumulative: {
    formula: ['A_s', '=', { sum: 't_sf ≤ T' }, 'S_f'],
    paper: 'Wachs & Kumagai (1973), Socio-Economic Planning Sciences 7(5)',
    parameters: 'limit (T)',
  },
  interval: {
    formula: ['A_s', '=', { over: [['2'], ['T']] }, { sum: 'T/2 ≤ τ ≤ T' }, { sum: 't_sf ≤ τ' }, 'S_f'],
    paper: 'Tomasiello, Herszenhut, Oliveira, Braga & Pereira (2023), Applied Geography 157',
    parameters: 'limit (T)',
  },
  gravity: {
    formula: ['A_s', '=', { sum: 'f' }, weight, 'S_f'],
    paper: 'Hansen (1959), Journal of the American Institute of Planners 25(2)',
    parameters: 'decay, limit',
  },
  'two-step': {
    formula: ['A_s', '=', { sum: 'f' }, weight, share],
    paper:
      'Luo & Wang (2003), Environment and Planning B 30(6); Luo & Qi (2009), Health & Place 15(4); Dai (2010), Health & Place 16(5)',
    parameters: 'decay, limit',
  },
  'modified-two-step': {
    formula: ['A_s', '=', { sum: 'f' }, { power: [[weight], ['2']] }, share],
    paper: 'Delamater (2013), Health & Place 24',
    parameters: 'decay, limit',
  },
  'three-step': {
    formula: [
      'A_s',
      '=',
      { sum: 'f' },
      'G_sf',
      weight,
      { over: [['S_f'], [{ sum: 'k' }, 'P_k', 'G_kf', 'w_kf']] },
      ',',
      'G_sf',
      '=',
      { over: [[weight], [{ sum: 'g' }, 'w_sg']] },
    ],
    paper: 'Wan, Zou & Sternberg (2012), International Journal of Geographical Information Science 26(6)',
    parameters: 'decay, limit',
  },
  'huff-three-step': {
    formula: [
      'A_s',
      '=',
      { sum: 'f' },
      'H_sf',
      weight,
      { over: [['S_f'], [{ sum: 'k' }, 'P_k', 'H_kf']] },
      ',',
      'H_sf',
      '=',
      {
        over: [
          ['S_f', weight],
          [{ sum: 'g' }, 'S_g', 'w_sg'],
        ],
      },
    ],
    paper:
      'Jörg, Lenz, Wetz & Widmer (2019), Obsan Bericht 01/2019; Subal, Paal & Krisp (2021), International Journal of Health Geographics 20',
    parameters: 'decay, limit',
  },
  balanced: {
    formula: [
      'A_s',
      '=',
      { sum: 'f' },
      { over: [[weight], [{ sum: 'k' }, 'w_kf']] },
      { over: [['S_f'], [{ sum: 'k' }, 'P_k', 'w_kf', '/', { sum: 'g' }, 'w_kg']] },
    ],
    paper: 'Paez, Higgins & Vivona (2019), PLoS ONE 14(6)',
    parameters: 'decay, limit',
  },
  'rational-agent': {
    formula: ['A_s', '=', 'min_f', '(', { over: [['t_sf'], ['τ']] }, '+', { over: [['D_f'], ['ρ', 'S_f']] }, ')'],
    paper: 'Saxon & Snow (2020), Journal of the American Planning Association 86(3)',
    parameters: 'tau (τ)',
  },
  online: {
    formula: ['A_s', '=', 'v_s'],
    paper: 'Alford-Teaster, Wang, Tosteson & Onega (2021), Journal of the American Medical Informatics Association 28(11)',
  },
  virtual: {
    formula: [
      'A_s',
      '=',
      'v_s',
      {
        over: [
          [{ sum: 'f' }, 'o', 'S_f'],
          [{ sum: 'k' }, 'P_k', 'v_k'],
        ],
      },
    ],
    paper: 'Alford-Teaster, Wang, Tosteson & Onega (2021), Journal of the American Medical Informatics Association 28(11)',
    parameters: 'online (o)',
  },
  joint: {
    formula: [
      'A_s',
      '=',
      { sum: 'f' },
      'w_sf',
      {
        over: [
          ['(', '1', '−', 'o', ')', 'S_f'],
          [{ sum: 'k' }, 'P_k', 'w_kf'],
        ],
      },
      '+',
      'V_s',
    ],
    paper: 'Alford-Teaster, Wang, Tosteson & Onega (2021), Journal of the American Medical Informatics Association 28(11)',
    parameters: 'online (o), decay, limit',
  },
}

export const decayFormulas = {
  none: ['w', '=', '1'],
  stepped: ['w', '=', '1', ',', '0.68', ',', '0.22'],
  linear: ['w', '=', '1', '−', { over: [['t'], ['T']] }],
  power: [
    'w',
    '=',
    {
      power: [
        ['max', '(', 't', ',', '1', ')'],
        ['−', 'β'],
      ],
    },
  ],
  exponential: ['w', '=', { power: [['e'], ['−', 'β', 't']] }],
  gaussian: ['w', '=', { power: [['e'], ['−', { power: [['t'], ['2']] }, '/', '2', { power: [['σ'], ['2']] }]] }],
  'gaussian-to-zero': [
    'w',
    '=',
    {
      over: [
        [{ power: [['e'], ['−', '½', { power: [['(', 't', '/', 'T', ')'], ['2']] }]] }, '−', { power: [['e'], ['−', '½']] }],
        ['1', '−', { power: [['e'], ['−', '½']] }],
      ],
    },
  ],
  logistic: [
    'w',
    '=',
    {
      over: [
        ['1', '+', { power: [['e'], ['−', 'm', 'c']] }],
        ['1', '+', { power: [['e'], ['c', '(', 't', '−', 'm', ')']] }],
      ],
    },
  ],
} as const satisfies Readonly<Record<string, readonly Term[]>>

export const indices = ['lorenz', 'gini', 'theil', 'atkinson', 'hoover', 'palma', 'ratio'] as const

export const indexOf: Readonly<Record<(typeof indices)[number], Method>> = {
  lorenz: {
    formula: [
      'L',
      '(',
      'p',
      ')',
      '=',
      {
        over: [
          [{ sum: 'i ≤ p' }, 'P_i', 'A_i'],
          [{ sum: 'i' }, 'P_i', 'A_i'],
        ],
      },
    ],
    paper: 'Lorenz (1905), Publications of the American Statistical Association 9(70)',
  },
  gini: {
    formula: [
      'G',
      '=',
      { over: [['1'], ['2', 'μ', { power: [['N'], ['2']] }]] },
      { sum: 'i' },
      { sum: 'j' },
      'P_i',
      'P_j',
      '|',
      'A_i',
      '−',
      'A_j',
      '|',
    ],
    paper: 'Gini (1912); weighted: Lerman & Yitzhaki (1989), Journal of Econometrics 42(1)',
  },
  theil: {
    formula: [
      'T',
      '=',
      { sum: 'i' },
      { over: [['P_i'], ['N']] },
      { over: [['A_i'], ['μ']] },
      'ln',
      { over: [['A_i'], ['μ']] },
      '=',
      'T_between',
      '+',
      'T_within',
    ],
    paper: 'Theil (1967); Shorrocks (1980), Econometrica 48(3)',
  },
  atkinson: {
    formula: [
      'A',
      '=',
      '1',
      '−',
      {
        power: [
          [
            '(',
            { sum: 'i' },
            { over: [['P_i'], ['N']] },
            {
              power: [
                ['(', 'A_i', '/', 'μ', ')'],
                ['1', '−', 'ε'],
              ],
            },
            ')',
          ],
          ['1', '/', '(', '1', '−', 'ε', ')'],
        ],
      },
    ],
    paper: 'Atkinson (1970), Journal of Economic Theory 2(3)',
    parameters: 'ε = 0.5',
  },
  hoover: {
    formula: ['H', '=', { over: [['1'], ['2', 'μ', 'N']] }, { sum: 'i' }, 'P_i', '|', 'A_i', '−', 'μ', '|'],
    paper: 'Hoover (1936), Review of Economics and Statistics 18(4)',
  },
  palma: {
    formula: ['P', '=', { over: [['μ_top 10 %'], ['μ_lowest 40 %']] }],
    paper: 'Palma (2011), Development and Change 42(1)',
  },
  ratio: {
    formula: ['R', '=', { over: [['μ_rural'], ['μ_urban']] }],
    paper: 'Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13',
  },
}
