import type { Bilingual } from '@/i18n'

const messages: Bilingual = {
  en: {
    outbox: {
      title: 'Outbox',
      text: 'This copy sends no real e‑mails. Everything it would have sent lies here.',
      to: 'To {who}',
      emptyTitle: 'No e‑mails yet',
      emptyText: 'They appear here by themselves.',
      offTitle: 'This site sends real e‑mails',
      offText: 'Look into your mailbox.',
    },
  },
  ru: {
    outbox: {
      title: 'Исходящие',
      text: 'Эта копия не шлёт настоящих писем. Всё, что она отправила бы, лежит здесь.',
      to: 'Кому: {who}',
      emptyTitle: 'Писем пока нет',
      emptyText: 'Они появятся здесь сами.',
      offTitle: 'Этот сайт шлёт настоящие письма',
      offText: 'Загляните в свой почтовый ящик.',
    },
  },
}

export default messages
