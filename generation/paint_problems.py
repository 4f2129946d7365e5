"""Why a picture could not be painted, told to the person who wished for it."""

from __future__ import annotations

from core.texts import Said

SENTENCES = {
    # what is here
    "unknown_painter": Said(
        "Такого художника здесь нет. Выберите другого.", "There is no such painter here. Choose another."
    ),
    "painter_unavailable": Said(
        "Этот художник здесь сейчас не работает. Выберите другого или напишите тому, кто ведёт сайт.",
        "This painter isn't at work here now. Choose another, or tell whoever runs the site.",
    ),
    "no_base_model": Said(
        "Ни одна из установленных моделей так не умеет. Попросите того, кто ведёт сайт, принести модель.",
        "None of the installed models can do this. Ask whoever runs the site to bring one.",
    ),
    "family_unknown": Said(
        "Модели семейства «{family}» здесь не рисуют. Выберите другую.",
        "Models of the family “{family}” don't paint here. Choose another.",
    ),
    "operation_unsupported": Said(
        "Модель «{name}» так не умеет. Выберите другую.", "The model “{name}” can't do this. Choose another."
    ),
    "model_unloadable": Said(
        "Модель «{name}» не открывается. Напишите тому, кто ведёт сайт, и выберите другую.",
        "The model “{name}” can't be opened. Tell whoever runs the site, and choose another.",
    ),
    "model_unusable": Said(
        "Модель «{name}» для этого не подходит. Выберите другую.",
        "The model “{name}” is of no use for this. Choose another.",
    ),
    "not_a_vgg16": Said(
        "«{file}» — не VGG16, по ней манеру не перенять. Выберите другой способ.",
        "“{file}” is no VGG16, so no manner can be taken with it. Choose another way.",
    ),
    "look_unusable": Said(
        "«{name}» к этой модели не подходит. Уберите картинку-образец или возьмите другую модель.",
        "“{name}” doesn't fit this model. Leave the picture to look like out, or take another model.",
    ),
    # numbers
    "size_not_multiple": Said(
        "Сторона {side_px} не делится на {multiple}: возьмите {below} или {above}.",
        "A side of {side_px} can't be divided by {multiple}: take {below} or {above}.",
    ),
    "size_out_of_range": Said(
        "Картинка такого размера не получится. Возьмите поменьше.",
        "A picture of this size can't be made. Take a smaller one.",
    ),
    "steps_out_of_range": Said("Шагов бывает от 1 до {most}.", "There are 1 to {most} steps."),
    "guidance_out_of_range": Said(
        "Следование словам бывает от 0 до {most}.", "Guidance is between 0 and {most}."
    ),
    "strength_out_of_range": Said("Сила бывает от 0 до 1.", "Strength is between 0 and 1."),
    "strength_too_low": Said(
        "При {steps} шагах сила {strength} ничего не изменит: возьмите от {least}.",
        "With {steps} steps a strength of {strength} changes nothing: take {least} or more.",
    ),
    "unknown_scheduler": Said(
        "С планировщиком «{scheduler}» эта модель не рисует. Выберите другой.",
        "This model is not painted with the scheduler “{scheduler}”. Choose another.",
    ),
    "unknown_preset": Said(
        "Заготовки «{preset}» больше нет. Уберите её.",
        "There is no preset “{preset}” any more. Leave it out.",
    ),
    "unknown_method": Said(
        "Способа «{method}» здесь нет. Выберите другой.",
        "There is no way called “{method}” here. Choose another.",
    ),
    "count_out_of_range": Said(
        "Столько вариантов сразу не сделать.", "So many candidates at once can't be made."
    ),
    # pictures
    "picture_gone": Said(
        "Картинку, с которой рисуем, удалили. Выберите другую и начните снова.",
        "A picture to paint with has been deleted. Choose another and start again.",
    ),
    "picture_missing": Said(
        "Не хватает картинки «{picture}». Выберите её и начните снова.",
        "The picture “{picture}” is missing. Choose it and start again.",
    ),
    "picture_unreadable": Said(
        "Картинка не читается. Выберите другую.", "A picture can't be read. Choose another."
    ),
    "picture_too_large": Said(
        "Картинка {width_px}×{height_px} слишком велика. Уменьшите её.",
        "A picture of {width_px}×{height_px} is too large. Make it smaller.",
    ),
    "base_missing": Said(
        "Нет картинки, на которой рисовать. Выберите её.", "There is no picture to paint on. Choose one."
    ),
    "base_size": Said(
        "Картинка, на которой рисуем, другого размера, чем холст.",
        "The picture to paint on has another size than the canvas.",
    ),
    "mask_missing": Said(
        "Не отмечено, что закрасить. Проведите кистью по картинке.",
        "Nothing says what is to be painted over. Mark it with the brush.",
    ),
    "mask_empty": Said(
        "На маске ничего не отмечено. Проведите кистью по картинке.",
        "Nothing is marked on the mask. Draw on the picture with the brush.",
    ),
    "mask_unreadable": Said(
        "Маска не читается. Нарисуйте её заново.", "The mask can't be read. Draw it anew."
    ),
    "mask_size": Said(
        "Маска {width_px}×{height_px}, картинка другая. Нарисуйте маску на этой картинке заново.",
        "The mask is {width_px}×{height_px}, unlike the picture. Draw it anew on this picture.",
    ),
    "look_missing": Said(
        "Не выбрана картинка, чей вид перенять.", "No picture was chosen whose look to take."
    ),
    "looks_unsupported": Said(
        "Модели семейства «{family}» картинок-образцов не понимают. Уберите образец или смените модель.",
        "Models of the family “{family}” take no picture to look like. Leave it out, or take another model.",
    ),
    "look_wrong_family": Said(
        "«{name}» сделана для других моделей. Уберите картинку-образец или смените модель.",
        "“{name}” was made for other models. Leave the picture to look like out, or take another model.",
    ),
    "look_kind": Said(
        "«{name}» так смотреть на образец не умеет. Выберите другой вид сходства.",
        "“{name}” can't look at a picture that way. Choose another kind of likeness.",
    ),
    "controls_unsupported": Said(
        "Модели семейства «{family}» за управляющими картинками не следуют. Уберите их или смените модель.",
        "Models of the family “{family}” follow no control picture. Leave them out, or take another model.",
    ),
    "control_wrong_family": Said(
        "«{name}» сделана для других моделей. Уберите управляющую картинку или смените модель.",
        "“{name}” was made for other models. Leave the control picture out, or take another model.",
    ),
    "control_kind": Said(
        "«{name}» за такой управляющей картинкой не следует. Выберите другую.",
        "“{name}” doesn't follow that kind of control picture. Choose another.",
    ),
    "control_size": Said(
        "Управляющая картинка другого размера, чем холст.",
        "The control picture has another size than the canvas.",
    ),
    "control_range": Said(
        "Управляющая картинка перестаёт действовать раньше, чем начинает.",
        "The control picture stops counting before it begins.",
    ),
    "no_person_found": Said(
        "На картинке никого не видно. Выберите такую, где человек виден целиком.",
        "Nobody is to be seen in the picture. Choose one that shows a person whole.",
    ),
    "no_face_found": Said(
        "На картинке не видно лица. Выберите такую, где лицо крупно и прямо.",
        "No face is to be seen in the picture. Choose one that shows a face large and from the front.",
    ),
    # design and delivery
    "unknown_layout": Said(
        "Макета «{layout}» для таких картинок нет. Выберите другой.",
        "There is no layout “{layout}” for such pictures. Choose another.",
    ),
    "no_layout": Said(
        "Ни один макет к этой картинке не подошёл. Измените пожелания.",
        "No layout suits this picture. Change the wishes.",
    ),
    "no_sources": Said("Не выбрано ни одного видео.", "No video was chosen."),
    "unknown_platform": Said(
        "Площадки «{platform}» нет в таблице.", "The platform “{platform}” isn't in the table."
    ),
    "no_such_image": Said("На этой площадке такой картинки нет.", "The platform has no such picture."),
    "wrong_size": Said(
        "Картинка вышла не того размера. Запустите ещё раз.",
        "The picture came out in another size. Start it again.",
    ),
    "bytes_limit_impossible": Said(
        "В столько байт, сколько берёт площадка, эта картинка не помещается. Возьмите спокойнее.",
        "This picture can't be packed into the bytes that the platform takes. Choose a calmer one.",
    ),
    # while painting
    "out_of_memory": Said(
        "Картинка {width_px}×{height_px} не помещается в память. Уменьшите её или выберите модель легче.",
        "A picture of {width_px}×{height_px} doesn't fit into memory. Make it smaller, or change the model.",
    ),
    "picture_not_finite": Said(
        "Модель «{name}» не справилась: вместо картинки вышла пустота. Измените настройки или модель.",
        "The model “{name}” failed: nothing came out instead of a picture. Change the settings or the model.",
    ),
    "device_broken": Said(
        "Видеокарта перестала отвечать. Мы пробуем ещё раз.",
        "The graphics card stopped answering. We are trying again.",
    ),
    "worker_stopping": Said(
        "Сервер перезапускается, работа продолжится сама.",
        "The server is restarting; the work goes on by itself.",
    ),
    # made again
    "record_unreadable": Said(
        "Запись о том, как это нарисовано, не читается: сделать заново не получится.",
        "The record of how this was painted can't be read: it can't be made again.",
    ),
    "input_missing": Said(
        "Картинки, с которой это рисовали, больше нет: сделать заново не получится.",
        "A picture that this was painted with is gone: it can't be made again.",
    ),
    "still_gone": Said(
        "Кадра, из которого это сделано, больше нет: видео посмотрели заново.",
        "The still that this was made from is gone: its video was watched anew.",
    ),
    "quota_exceeded": Said(
        "У команды кончилось место. Удалите ненужные видео или попросите добавить места.",
        "The team has no room left. Delete videos, or ask the operator for more.",
    ),
}
