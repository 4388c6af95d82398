-- What pandoc's own writers leave out: alternative texts, and the few classes that the report gives its blocks.

local function typst_text(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"') .. '"'
end

-- Typst's writer drops the alternative text of an image, which a tagged PDF needs.
function Figure(figure)
  if FORMAT ~= 'typst' then return nil end
  local image = figure.content[1].content[1]
  local label = figure.identifier ~= '' and (' <' .. figure.identifier .. '>') or ''
  local alt = pandoc.utils.stringify(image.caption)
  local blocks = pandoc.List {
    pandoc.RawBlock('typst', '#figure(image(' .. typst_text(image.src) .. ', alt: ' .. typst_text(alt) .. '), caption: ['),
  }
  blocks:extend(figure.caption.long)
  blocks:insert(pandoc.RawBlock('typst', '])' .. label))
  return blocks
end

function Image(image)
  if FORMAT == 'docx' then image.src = image.src:gsub('%.svg$', '.png') end
  return image
end

-- A class becomes a function of the typst template; Word takes the style of the same name by custom-style.
function Div(div)
  if div.classes:includes 'newpage' then
    if FORMAT == 'typst' then return pandoc.RawBlock('typst', '#pagebreak(weak: true)') end
    return pandoc.RawBlock('openxml', '<w:p><w:r><w:br w:type="page"/></w:r></w:p>')
  end
  if FORMAT ~= 'typst' then return nil end
  for _, class in ipairs { 'banner', 'note', 'pair' } do
    if div.classes:includes(class) then
      local blocks = pandoc.List { pandoc.RawBlock('typst', '#' .. class .. '[') }
      blocks:extend(div.content)
      blocks:insert(pandoc.RawBlock('typst', ']'))
      return blocks
    end
  end
end
