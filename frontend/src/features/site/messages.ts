import type { Bilingual } from '@/i18n'

const messages: Bilingual = {
  en: {
    site: {
      title: 'This site',
      text: 'Its rules for pictures, its models, and what it runs on.',
      places: { rules: 'Rules', models: 'Models', workers: 'Workers' },
      notYours: 'Only operators see this',
      askOperator: 'Whoever installed this site can make you an operator.',
      policy: {
        title: 'Before a picture is published',
        composed: 'Pictures composed from frames of the video, with harmless words',
        auto: 'Approve at once',
        autoText: 'Whatever the lists below do not stop can be published without waiting.',
        hold: 'A moderator looks at each',
        holdText: 'Every picture waits in the review queue.',
        held: 'Words for a moderator to see',
        refused: 'Refused words',
        wordsHint:
          'A picture with a word of the first list waits for a moderator, with one of the second it is refused. One per line; with a star it is a beginning: “casin*”. They add to the built-in lists.',
        since: 'In force since {date} · {name}',
        never: 'As it came with the installation',
        stale:
          'Somebody has changed the rules meanwhile. What is in force now is shown; enter your changes again.',
      },
      facts: {
        title: 'What it runs on',
        version: 'Version',
        painters: 'Painters',
        available: 'ready',
        unavailable: 'not available here',
        mail: 'E‑mails',
        outbox: 'kept here, not sent',
        sent: 'really sent',
        file: 'Largest file',
      },
    },
  },
  ru: {
    site: {
      title: 'Этот сайт',
      text: 'Правила для картинок, модели и на чём он работает.',
      places: { rules: 'Правила', models: 'Модели', workers: 'Исполнители' },
      notYours: 'Это видят только операторы сайта',
      askOperator: 'Сделать вас оператором может тот, кто установил этот сайт.',
      policy: {
        title: 'Перед публикацией',
        composed: 'Картинки из кадров видео с безобидными словами',
        auto: 'Одобрять сразу',
        autoText: 'Всё, что не задержали списки ниже, можно публиковать без ожидания.',
        hold: 'Каждую смотрит модератор',
        holdText: 'Любая картинка ждёт в очереди на проверку.',
        held: 'Слова для модератора',
        refused: 'Запрещённые слова',
        wordsHint:
          'Картинку со словом из первого списка смотрит модератор, со словом из второго не принимаем. По одному в строке; со звёздочкой — начало слова: «казин*». Они дополняют встроенные списки.',
        since: 'Действует с {date} · {name}',
        never: 'Как было при установке',
        stale:
          'Правила тем временем изменил кто-то другой. Показаны действующие: внесите свои изменения заново.',
      },
      facts: {
        title: 'На чём он работает',
        version: 'Версия',
        painters: 'Художники',
        available: 'готов',
        unavailable: 'здесь недоступен',
        mail: 'Письма',
        outbox: 'остаются здесь, не отправляются',
        sent: 'отправляются по-настоящему',
        file: 'Самый большой файл',
      },
    },
  },
}

export default messages
