import type { Bilingual } from '@/i18n'

const messages: Bilingual = {
  en: {
    video: {
      title: 'Video',
      player: 'Player of “{name}”',
      cannotPlay: 'This browser cannot play this format. Stills and covers work all the same.',
      shot: 'Shot {n}, {from} to {to}',
      notWatched: 'The stills appear once the video has been watched.',
      waiting: {
        uploading: 'The video is still on its way. You can write your wishes meanwhile.',
        waiting: 'The video waits to be watched. You can write your wishes meanwhile.',
        reading: 'Watching the video. You can write your wishes meanwhile.',
        unusable: 'This video cannot be used, so no covers can be made from it.',
      },
      cannotUse: 'This video cannot be used',
      otherFile: 'Add another file',
      shots: 'no shots | {n} shot | {n} shots',
    },
  },
  ru: {
    video: {
      title: 'Видео',
      player: 'Плеер «{name}»',
      cannotPlay: 'Этот браузер не умеет показывать такой формат. Кадры и обложки всё равно получатся.',
      shot: 'Сцена {n}, с {from} по {to}',
      notWatched: 'Кадры появятся, когда видео будет просмотрено.',
      waiting: {
        uploading: 'Видео ещё загружается. Пожелания можно написать уже сейчас.',
        waiting: 'Видео ждёт просмотра. Пожелания можно написать уже сейчас.',
        reading: 'Смотрю видео. Пожелания можно написать уже сейчас.',
        unusable: 'Это видео не подходит, обложку из него не сделать.',
      },
      cannotUse: 'Это видео не подходит',
      otherFile: 'Добавить другой файл',
      shots: 'сцен нет | {n} сцена | {n} сцены | {n} сцен',
    },
  },
}

export default messages
