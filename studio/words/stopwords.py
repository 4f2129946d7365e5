"""Words that lead to others and say nothing alone, in Russian and English."""

from __future__ import annotations

_STOP_WORDS = """
а без более больше будет бы был была были было в вам вас весь во вот все всё всего всех вы где да
для до его ее её если есть ещё еще же за и из или им их к как какой когда кто ли лучше меня мне
много может мой моя мы на над надо наш не него нет ни них но ну о об один он она они оно от очень по
под после потом почему при про раз с самый свой себя сегодня со так такой там тебя тем то тогда того
тоже только том тот ту ты у уже хорошо хоть чего чем через что чтобы эта эти это этого этой этот я
серия серии выпуск эпизод часть видео канал сезон обзор новый новая новое a about after all also an
and any are as at be been but by can could did do does for from get has have he her his how i if in
into is it its just like me more most my new no not of off on one only or our out over she so some
than that the their them then there these they this to too up us very was we were what when where
which who why will with you your episode part video channel season official full hd vs
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

# What people say while they think, which a transcript is full of.
_FILLERS = """
вообще короче значит типа просто сейчас здесь тут давайте давай будем можно нужно очень ребята друзья привет
пока спасибо окей ладно конечно наверное поэтому например вещь штука человек люди раз год день время дело
такая такое такие которая который которое которые собственно кстати буквально действительно смотрите
влог подкаст стрим
really actually basically okay yeah well thing things stuff guys hello hi bye thanks thank know think going
want got gonna let lot kind sort way people time day year make made say said see look here now right
vlog podcast
"""
FILLERS = frozenset(_FILLERS.split())
