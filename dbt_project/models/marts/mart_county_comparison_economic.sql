{{ county_mart('economic', 'class') }}
