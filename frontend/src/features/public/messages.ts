import type { Bilingual } from '@/i18n'

const messages: Bilingual = {
  en: {
    publicChannel: {
      title: 'Channel',
      videos: 'Videos',
      noVideosTitle: 'Nothing here yet',
      noVideosText: 'The first videos of this channel will be here.',
      madeWith: 'Made with {name}',
    },
  },
  ru: {
    publicChannel: {
      title: 'Канал',
      videos: 'Видео',
      noVideosTitle: 'Здесь пока пусто',
      noVideosText: 'Тут появятся первые видео канала.',
      madeWith: 'Сделано в {name}',
    },
  },
}

export default messages
