"""What painters are told in English of words that are Russian: things and looks that a picture can show.

Keys are dictionary forms with е for ё. What is not here stays out of the prompt, and the brief says so:
a guess at a word would be an invention.
"""

from __future__ import annotations

from collections.abc import Iterable

from studio.words.language import is_cyrillic, root_of, words_of

_THINGS = """
автобус=bus, автомобиль=car, аквариум=aquarium, акула=shark, алтай=Altai mountains, альпинист=climber,
ангел=angel, апельсин=oranges, арена=arena, армия=army, архитектура=architecture, астронавт=astronaut,
астрономия=night sky, аэропорт=airport, бабочка=butterfly, бабушка=grandmother, байк=motorcycle,
байкал=Lake Baikal, балет=ballet, банк=bank, баня=bathhouse, бар=bar, башня=tower, бег=runner, берег=shore,
береза=birch trees, библиотека=library, бизнес=office, битва=battle, блюдо=dish, богатырь=medieval warrior,
бокс=boxing, болото=swamp, борщ=borscht, бот=robot, брат=brother, бумага=paper, буря=storm, бык=bull,
вагон=railway carriage, велосипед=bicycle, вертолет=helicopter, весна=spring, ветер=wind, вечер=evening,
взрыв=explosion, вино=wine, витамин=vitamins, вода=water, водопад=waterfall, война=war,
вокзал=railway station, волга=Volga river, волк=wolf, волна=waves, волос=hair, восход=sunrise, врач=doctor,
вселенная=universe, вулкан=volcano, галактика=galaxy, гараж=garage, гитара=guitar, глаз=eyes, гонка=race,
гора=mountains, город=city, гость=guests, гриб=mushrooms, гроза=thunderstorm, груша=pears,
дача=country house, двигатель=engine, дворец=palace, девочка=girl, девушка=young woman,
дедушка=grandfather, деньга=money, деревня=village, дерево=tree, десерт=dessert, детектив=detective,
джунгли=jungle, динозавр=dinosaur, дождь=rain, доктор=doctor, документ=documents, дом=house, дорога=road,
дракон=dragon, древесина=wood, дрон=drone, друг=friends, дым=smoke, еда=food, елка=Christmas tree,
ель=fir trees, женщина=woman, животное=animals, завод=factory, завтрак=breakfast, заговор=conspiracy,
загородный=countryside, закат=sunset, запад=west, заяц=hare, звезда=stars, зверь=animals, здание=building,
здоровье=health, земля=earth, зеркало=mirror, зима=winter, зимой=winter, змея=snake, золото=gold,
зомби=zombies, зоопарк=zoo, зритель=audience, игра=game, игрушка=toys, икона=icon, инженер=engineer,
интерьер=interior, искусство=art, история=history, йог=yoga, кабинет=office, кавказ=Caucasus mountains,
камень=stone, камера=camera, камчатка=Kamchatka, каникулы=holidays, карта=map, картина=painting,
картофель=potatoes, картошка=potatoes, катер=motorboat, кафе=café, квартира=apartment, кино=cinema,
кит=whale, клавиатура=keyboard, клуб=night club, книга=books, ковер=carpet, код=computer code,
колесо=wheel, комета=comet, комната=room, компьютер=computer, конкурс=contest, концерт=concert,
корабль=ship, королева=queen, король=king, космонавт=astronaut, космос=outer space, костер=campfire,
костюм=suit, кот=cat, котенок=kitten, кофе=coffee, кошка=cat, красота=beauty, крепость=fortress,
кровь=blood, крым=Crimea, крыша=roof, кузнец=blacksmith, кукла=doll, кухня=kitchen, лаборатория=laboratory,
лавина=avalanche, лагерь=camp, ландшафт=landscape, лед=ice, лес=forest, лето=summer, лимон=lemons,
лиса=fox, лицо=face, лодка=boat, лошадь=horse, луна=moon, лыжа=skis, любовь=love, магазин=shop, марс=Mars,
маска=mask, масло=oil, мастер=craftsman, мастерская=workshop, машина=car, мебель=furniture, медведь=bear,
медицина=medicine, метель=blizzard, метро=subway, механик=mechanic, микрофон=microphone, миллион=money,
мода=fashion, молния=lightning, молоко=milk, монета=coins, море=sea, мороженое=ice cream, мороз=frost,
москва=Moscow, мост=bridge, мотор=engine, мотоцикл=motorcycle, мужчина=man, музей=museum, музыка=music,
музыкант=musician, мультфильм=cartoon, мясо=meat, мяч=ball, наука=science, небо=sky,
невесомость=weightlessness, невеста=bride, нейросеть=artificial intelligence, нива=Lada Niva car,
ниндзя=ninja, новость=news, ноутбук=laptop, ночь=night, ночью=night, нью-йорк=New York, обед=dinner,
облако=clouds, обложка=cover, овощ=vegetables, огонь=fire, огород=vegetable garden, одежда=clothes,
озеро=lake, океан=ocean, окно=window, олень=deer, опера=opera, оркестр=orchestra, оружие=weapons,
осень=autumn, остров=island, отель=hotel, отпуск=holiday, охота=hunting, палатка=tent, памятник=monument,
париж=Paris, парк=park, парус=sail, певец=singer, певица=singer, пекарня=bakery, персонаж=character,
песня=song, песок=sand, петербург=Saint Petersburg, печь=stove, пиво=beer, пилот=pilot, пингвин=penguins,
пирамида=pyramids, пират=pirate, пирог=pie, пицца=pizza, планета=planet, платье=dress, пляж=beach,
победа=victory, погода=weather, подарок=gifts, поезд=train, пожар=fire, поле=field, полет=flight,
полиция=police, поход=hiking, праздник=celebration, приключение=adventure, природа=nature,
программист=programmer, птица=birds, пустыня=desert, путешественник=traveller, путешествие=travel,
пчела=bees, радуга=rainbow, ракета=rocket, ракушка=shells, рассвет=dawn, растение=plants, ребенок=child,
река=river, ремонт=renovation, ресторан=restaurant, рецепт=cooking, робот=robot, роза=roses, россия=Russia,
руина=ruins, рука=hands, рыба=fish, рыбак=fisherman, рыбалка=fishing, рынок=market, рыцарь=knight,
сад=garden, салат=salad, самолет=aeroplane, самурай=samurai, свадьба=wedding, свет=light, свеча=candles,
север=the north, семья=family, сердце=heart, сибирь=Siberia, сказка=fairy tale, скала=rocks,
скейтборд=skateboard, скрипка=violin, смартфон=smartphone, снег=snow, сноуборд=snowboard, собака=dog,
солнце=sun, сосна=pine trees, спальня=bedroom, спорт=sport, спортсмен=athlete, спутник=satellite,
стадион=stadium, станция=station, старик=old man, старт=start, статуя=statue, степь=steppe, стол=table,
столица=capital city, стройка=construction site, суд=courtroom, суп=soup, сцена=stage, сыр=cheese,
тайга=taiga, тайна=mystery, танец=dance, танк=tank, театр=theatre, телевизор=television,
телескоп=telescope, телефон=phone, тень=shadow, технология=technology, тигр=tiger, торт=cake, трава=grass,
трактор=tractor, трамвай=tram, тренировка=workout, туман=fog, турист=tourist, тюрьма=prison, ужин=dinner,
улица=street, университет=university, урал=Ural mountains, утка=duck, утро=morning, утром=morning,
ученик=student, ученый=scientist, учитель=teacher, фильм=film, фонарь=lantern, фотоаппарат=camera,
фотограф=photographer, фотография=photograph, фрукт=fruit, футбол=football, футболист=footballer,
хакер=hacker, химия=chemistry, хлеб=bread, хоккей=ice hockey, холод=cold, храм=temple, художник=painter,
цветок=flowers, церковь=church, цирк=circus, чай=tea, часы=clock, человек=person, череп=skull,
черепаха=turtle, чудовище=monster, шахматы=chess, школа=school, шоколад=chocolate, шторм=storm,
экран=screen, электричество=electricity, юг=the south, яблоко=apples, ягода=berries, яйцо=eggs,
япония=Japan, яхта=yacht, ящерица=lizard
"""
_LOOKS = """
белый=white, большой=large, быстрый=fast, весенний=spring, вечерний=evening, военный=military,
волшебный=magical, высокий=tall, глубокий=deep, голубой=light blue, горный=mountain, городской=city,
грустный=sad, деревенский=rustic, деревянный=wooden, детский=children's, дикий=wild, дождливый=rainy,
домашний=homemade, древний=ancient, железный=iron, желтый=yellow, забросить=abandoned,
загадочный=mysterious, звездный=starry, зеленый=green, зимний=winter, золотой=golden, каменный=stone,
кирпичный=brick, комичный=funny, королевский=royal, космический=space, красивый=beautiful, красный=red,
ледяной=icy, лесной=forest, летний=summer, лунный=moonlit, маленький=small, мокрый=wet, молодой=young,
морской=sea, мрачный=gloomy, мягкий=soft, неоновый=neon, ночной=night, огромный=huge, одинокий=lonely,
оранжевый=orange, орбитальный=orbital, осенний=autumn, острый=sharp, подводный=underwater, пустой=empty,
пустынный=deserted, розовый=pink, северный=northern, серый=grey, синий=blue, снежный=snowy,
солнечный=sunny, спокойный=calm, старинный=antique, старый=old, страшный=scary, сухой=dry,
таинственный=mysterious, темный=dark, теплый=warm, тихий=quiet, туманный=foggy, уютный=cosy,
фиолетовый=violet, холодный=cold, черный=black, чистый=clean, широкий=wide, южный=southern, яркий=vivid
"""


def _pairs(block: str) -> dict[str, str]:
    return dict(pair.strip().split("=") for pair in block.replace("\n", " ").split(",") if pair.strip())


THINGS, LOOKS = _pairs(_THINGS), _pairs(_LOOKS)


def in_english(phrase: str) -> str | None:
    """A keyword for a painter: as it is where it isn't Russian, else word by word; None where it isn't known.

    A look that isn't known is left out, a thing never.
    """
    told: list[str] = []
    words = words_of(phrase)
    if not any(is_cyrillic(word) for word in words):
        return phrase.strip() or None
    for word in words:
        if not is_cyrillic(word):
            told.append(word)
            continue
        root = root_of(word)
        if english := THINGS.get(root) or LOOKS.get(root):
            told.append(english)
        elif word == words[-1]:
            return None
    return " ".join(told) or None


def things_seen(text: str) -> list[str]:
    """The English of every thing and look that a Russian text names, in order, each once."""
    roots = (root_of(word) for word in words_of(text) if is_cyrillic(word))
    return _once(english for root in roots if (english := LOOKS.get(root) or THINGS.get(root)))


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
