import type { Bilingual } from '@/i18n'

const messages: Bilingual = {
  en: {
    publicChannel: {
      title: 'Channel',
      videos: 'Videos',
      noVideosTitle: 'Nothing here yet',
      noVideosText: 'The first videos of this channel will be here.',
      madeWith: 'Made with {name}',
      more: 'Read on',
      less: 'Shorter',
    },
  },
  ru: {
    publicChannel: {
      title: 'Канал',
      videos: 'Видео',
      noVideosTitle: 'Здесь пока пусто',
      noVideosText: 'Тут появятся первые видео канала.',
      madeWith: 'Сделано в {name}',
      more: 'Читать дальше',
      less: 'Свернуть',
    },
  },
}

export default messages
