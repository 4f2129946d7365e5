import type { Bilingual } from '@/i18n'
import en from './messages.en'
import ru from './messages.ru'

const messages: Bilingual = { en, ru }

export default messages
