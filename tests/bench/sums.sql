-- What SQL can say of model.json: points by what happened, and those rules that stop cut at the end. No visits, no order, no time.
WITH events AS (
  SELECT anonymousId AS visitor, type, event, properties.path AS path, properties.form AS form, properties.sku AS sku,
         properties.seconds AS seconds, properties.price AS price, properties.quantity AS quantity,
         properties.value AS value, properties.percent AS percent
  FROM read_json('LOG', format = 'newline_delimited', columns = {
    type: 'VARCHAR', event: 'VARCHAR', anonymousId: 'VARCHAR',
    properties: 'STRUCT(path VARCHAR, form VARCHAR, sku VARCHAR, seconds DOUBLE, price DOUBLE, quantity DOUBLE, value DOUBLE, percent DOUBLE)'})),
sums AS (
  SELECT visitor, count(*) AS events,
    sum(CASE WHEN type = 'page' THEN CASE
          WHEN path LIKE '/pricing/%' THEN 8
          WHEN path LIKE '/docs/%' THEN 2
          WHEN regexp_full_match(path, '/blog/[^/]*') THEN 1
          WHEN regexp_full_match(path, '/customers/[^/]*') THEN 3
          WHEN regexp_full_match(path, '/compare/[^/]*') THEN 4
          WHEN regexp_full_match(path, '/webinars/[^/]*') THEN 4
          ELSE 0 END
        WHEN event = 'Form Submitted' AND form = 'newsletter' THEN 5
        WHEN event = 'Page Engaged' THEN CASE WHEN seconds >= 120 THEN 7 WHEN seconds >= 30 THEN 2 ELSE 0 END
        WHEN event = 'Product Added' THEN
          CASE WHEN price >= 1000 THEN 12 WHEN price >= 200 THEN 5 WHEN price >= 50 THEN 2 ELSE 0 END
          + CASE WHEN quantity >= 10 THEN 4 ELSE 0 END
        WHEN event = 'Order Completed' THEN CASE WHEN value >= 500 THEN 35 ELSE 20 END
        WHEN event = 'Video Played' AND percent >= 75 THEN 3
        ELSE 0 END)
    + greatest(-15, -5 * count(*) FILTER (type = 'page' AND path = '/careers'))
    + least(25, 25 * count(*) FILTER (event = 'Demo Requested'))
    + least(60, 30 * count(*) FILTER (event = 'Form Submitted' AND form = 'contact'))
    + least(60, 6 * count(*) FILTER (event = 'File Downloaded' AND sku IN ('guide', 'prices', 'plan')))
    + least(10, count(*) FILTER (event = 'Site Searched'))
    + least(2, 2 * count(*) FILTER (type = 'identify')) AS score
  FROM events GROUP BY visitor)
SELECT visitor, score::INTEGER AS score, events::INTEGER AS events FROM sums ORDER BY visitor
